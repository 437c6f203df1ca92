/// The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
/// as easy as 1, 2, 3" (SC 2011): a keyed bijection of a 128-bit counter. It has no state, so that any
/// number of any stream can be had on any rank without drawing those before it.
public enum Philox4x32 {
  public typealias Words = (UInt32, UInt32, UInt32, UInt32)

  /// The block of four random words that belongs to `counter` under `key`.
  public static func block(counter: Words, key: (UInt32, UInt32)) -> Words {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let (high0, low0) = UInt32(0xD251_1F53).multipliedFullWidth(by: c0)
      let (high1, low1) = UInt32(0xCD9E_8D57).multipliedFullWidth(by: c2)
      (c0, c1, c2, c3) = (high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
