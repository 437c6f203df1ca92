import Foundation
import Support
import Testing

@Suite struct SharedMemoryTests {
  @Test func twoMappingsOfItAreOne() throws {
    let memory = try SharedMemory(byteCount: 10_000)
    let other = try SharedMemory(at: memory.address, byteCount: 10_000)
    #expect(memory.base != other.base)
    #expect((0..<10_000).allSatisfy { other.base.load(fromByteOffset: $0, as: UInt8.self) == 0 })
    memory.base.storeBytes(of: 17, toByteOffset: 9_999, as: UInt8.self)
    other.base.storeBytes(of: 42, toByteOffset: 0, as: UInt8.self)
    #expect(other.base.load(fromByteOffset: 9_999, as: UInt8.self) == 17)
    #expect(memory.base.load(as: UInt8.self) == 42)
  }

  @Test func whatIsWithdrawnIsNotFound() throws {
    let memory = try SharedMemory(byteCount: 100)
    let address = memory.address
    let other = try SharedMemory(at: address, byteCount: 100)
    memory.withdraw()
    #expect(throws: SharedMemory.Failure.self) { try SharedMemory(at: address, byteCount: 100) }
    other.base.storeBytes(of: 42, as: UInt8.self)
    #expect(memory.base.load(as: UInt8.self) == 42)
  }

  @Test func somethingElseUnderTheSameNumberIsRefused() throws {
    let memory = try SharedMemory(byteCount: 100)
    let address = memory.address
    memory.withdraw()
    // The lowest free descriptor, which is the one just freed unless another test took it.
    let next = try SharedMemory(byteCount: 100)
    #expect(next.address != address)
    #expect(throws: SharedMemory.Failure.self) { try SharedMemory(at: address, byteCount: 100) }
    #expect(throws: SharedMemory.Failure.self) { try SharedMemory(at: next.address, byteCount: 200) }
  }

  @Test func moreThanTheSystemHasIsRefusedWithItsWords() throws {
    do {
      _ = try SharedMemory(byteCount: 1 << 62)
      Issue.record("4 EiB of memory were made")
    } catch let failure as SharedMemory.Failure {
      #expect(failure.description.hasPrefix("memory to share cannot be "))
    }
  }

  @Test func aBufferKeepsItsMemory() throws {
    var buffer: AlignedBuffer<Int64>?
    weak var memory: SharedMemory?
    do {
      let made = try SharedMemory(byteCount: 8192)
      memory = made
      buffer = AlignedBuffer(in: made.base + 4096, count: 512, owner: made)
    }
    #expect(memory != nil)
    buffer?[511] = 7
    #expect(buffer?.elements.reduce(0, +) == 7)
    buffer = nil
    #expect(memory == nil)
  }
}
