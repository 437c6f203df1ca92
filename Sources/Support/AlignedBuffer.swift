/// A buffer of fixed size on a 64-byte boundary (a cache line, and the widest vector), zero at first.
///
/// It is the storage of parameters, gradients and workspaces: made once, then used by the kernels through
/// `pointer`. Not synchronised: whoever shares it between threads gives each its own part.
public final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  public let count: Int
  public let pointer: UnsafeMutablePointer<Element>
  /// What holds the memory, where that is not the buffer itself.
  private let owner: AnyObject?

  public init(count: Int) {
    precondition(count >= 0)
    self.count = count
    let bytes = max(64, count * MemoryLayout<Element>.stride)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    pointer = raw.bindMemory(to: Element.self, capacity: count)
    owner = nil
  }

  /// A buffer in memory that lasts as long as `owner`, with the contents that it has.
  ///
  /// - Precondition: `memory` is aligned to 64 bytes, and has room for `count` elements that nothing else uses.
  public init(in memory: UnsafeMutableRawPointer, count: Int, owner: AnyObject) {
    precondition(count >= 0 && UInt(bitPattern: memory) % 64 == 0)
    self.count = count
    self.owner = owner
    pointer = memory.bindMemory(to: Element.self, capacity: count)
  }

  public convenience init(_ elements: some Collection<Element>) {
    self.init(count: elements.count)
    _ = buffer.update(fromContentsOf: elements)
  }

  deinit {
    if owner == nil { UnsafeMutableRawPointer(pointer).deallocate() }
  }

  public var buffer: UnsafeMutableBufferPointer<Element> { .init(start: pointer, count: count) }

  /// A copy as an array.
  public var elements: [Element] { Array(buffer) }

  /// Traps on an index out of range; the kernels use `pointer`.
  public subscript(index: Int) -> Element {
    get { buffer[index] }
    set { buffer[index] = newValue }
  }
}
