/// Who owns which elements of a vector whose sums over all ranks are wanted, and who tells whom what in an exchange of
/// them: worked out from the layout alone, so that every rank knows every other one's part without asking.
///
/// Each rank owns one block, and those of a host lie side by side. What another host sums up of them is cut into as many
/// slices as that host has ranks: each of these adds up its slice and sends it to one rank of the owners' host, which
/// has it lie where all owners find it. What owners make of the sums goes the same way back. So a host gets what another
/// host has to tell once, however many ranks either has, and all ranks of a host talk at the same time.
public struct ExchangePlan: Hashable, Sendable {
  /// A slice that goes to or comes from a rank of another host.
  public struct Message: Hashable, Sendable {
    public let rank: Int
    public let host: Int
    public let elements: Range<Int>
  }

  public let layout: HostLayout
  /// The elements of the vector.
  public let count: Int
  public let rank: Int
  /// The block that this rank owns; empty where there are more ranks than blocks.
  public let own: Range<Int>
  /// The blocks that the ranks of this host own.
  public let hostOwn: Range<Int>
  /// Slices of sums that this rank sends, and by which it is sent the new values: of what other hosts own.
  public let outgoing: [Message]
  /// Slices of sums that this rank receives, and by which it sends the new values: of what its host owns.
  public let incoming: [Message]

  public init(layout: HostLayout, count: Int, rank: Int) {
    precondition(count >= 0 && layout.places.indices.contains(rank))
    self.layout = layout
    self.count = count
    self.rank = rank
    let place = layout.places[rank]
    let owned = Self.owned(layout, count)
    let first = layout.hosts[..<place.host].reduce(0) { $0 + $1.count } + place.index
    own = Self.part(first, of: 0..<count, parts: layout.places.count)
    hostOwn = owned[place.host]
    let here = layout.hosts[place.host]
    // Every host begins with the next one, so that they do not all talk to the same.
    let others = layout.hosts.indices.dropFirst().map { (place.host + $0) % layout.hosts.count }
    outgoing = others.compactMap { host in
      let there = layout.hosts[host]
      let slice = Self.part(place.index, of: owned[host], parts: here.count)
      if slice.isEmpty { return nil }
      return Message(rank: there[place.index % there.count], host: host, elements: slice)
    }
    incoming = others.flatMap { host in
      let there = layout.hosts[host]
      return stride(from: place.index, to: there.count, by: here.count).compactMap { index in
        let slice = Self.part(index, of: owned[place.host], parts: there.count)
        return slice.isEmpty ? nil : Message(rank: there[index], host: host, elements: slice)
      }
    }
  }

  /// The elements that this rank writes of vectors that its host has one copy of: those it owns and those it is sent.
  /// Over the ranks of a host these are all, each once.
  public var written: [Range<Int>] { [own] + outgoing.map(\.elements) }

  /// The number of this rank's host.
  public var host: Int { layout.places[rank].host }

  public var otherHostCount: Int { layout.hosts.count - 1 }

  private static func owned(_ layout: HostLayout, _ count: Int) -> [Range<Int>] {
    var first = 0
    return layout.hosts.map { ranks in
      let start = part(first, of: 0..<count, parts: layout.places.count).lowerBound
      first += ranks.count
      return start..<part(first - 1, of: 0..<count, parts: layout.places.count).upperBound
    }
  }

  /// One of several parts of a range, of equal lengths but for the last ones, which hold what is left: multiples of 16,
  /// so that parts start on cache lines where the range does.
  private static func part(_ index: Int, of range: Range<Int>, parts: Int) -> Range<Int> {
    let length = ((range.count + parts - 1) / parts + 15) / 16 * 16
    func bound(_ index: Int) -> Int { range.lowerBound + min(range.count, index * length) }
    return bound(index)..<bound(index + 1)
  }
}
