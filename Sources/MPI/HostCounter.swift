import Support
import Synchronization

/// A number that the ranks of a host, and their threads, count up together: each gets every number once.
public final class HostCounter: Sendable {
  private let memory: AlignedBuffer<Int>
  // Swift's atomics are as large as what they hold and live where they are put.
  private var value: UnsafeMutablePointer<Atomic<Int>> {
    UnsafeMutableRawPointer(memory.pointer).assumingMemoryBound(to: Atomic<Int>.self)
  }

  init(in memory: AlignedBuffer<Int>) { self.memory = memory }

  /// 0 at first, then one more than whoever called it before.
  public func next() -> Int { value.pointee.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// Begins anew with 0: by one rank, between two barriers that no other one counts between.
  public func reset() { value.pointee.store(0, ordering: .relaxed) }
}
