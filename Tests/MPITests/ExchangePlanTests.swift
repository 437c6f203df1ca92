import MPI
import Testing

@Suite("Exchange plan") struct ExchangePlanTests {
  /// Every way to divide one to five ranks among hosts, a host often in between others; and one that fills nodes.
  static let layouts: [HostLayout] =
    (1...5).flatMap { ranks in
      (0..<Int(pow(ranks, ranks))).map { number in
        HostLayout(hostOfRank: (0..<ranks).map { number / Int(pow(ranks, $0)) % ranks })
      }
    }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } + [
      HostLayout(hostOfRank: (0..<24).map { $0 / 8 }), HostLayout(hostOfRank: (0..<24).map { $0 % 5 }),
    ]

  static func pow(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }

  static let counts = [0, 1, 16, 17, 100, 1000, 979_864]

  /// The plans of all ranks.
  static func plans(_ layout: HostLayout, _ count: Int) -> [ExchangePlan] {
    layout.places.indices.map { ExchangePlan(layout: layout, count: count, rank: $0) }
  }

  /// Whether ranges are disjoint and together are `whole`.
  static func divide(_ whole: Range<Int>, _ parts: [Range<Int>]) -> Bool {
    let parts = parts.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    var end = whole.lowerBound
    for part in parts {
      if part.lowerBound != end { return false }
      end = part.upperBound
    }
    return end == whole.upperBound
  }

  @Test("There are as many layouts as partitions of the ranks")
  func layoutCount() {
    // Bell numbers 1, 2, 5, 15, 52.
    #expect(Self.layouts.count == 1 + 2 + 5 + 15 + 52 + 2)
  }

  @Test("A layout lists hosts by their lowest ranks, whatever their names")
  func layout() {
    let layout = HostLayout(hostOfRank: [7, 3, 7, 5, 3])
    #expect(layout.hosts == [[0, 2], [1, 4], [3]])
    #expect(layout.places.map(\.host) == [0, 1, 0, 2, 1])
    #expect(layout.places.map(\.index) == [0, 0, 1, 0, 1])
    #expect(HostLayout.alone(3).hosts == [[0], [1], [2]])
  }

  @Test(
    "Ranks own all elements once, those of a host side by side, in cache lines of their own",
    arguments: layouts)
  func ownership(layout: HostLayout) {
    for count in Self.counts {
      let plans = Self.plans(layout, count)
      #expect(Self.divide(0..<count, plans.map(\.own)))
      // Equal shares but for what is left, so that no rank updates more than its part.
      let most = ((count + plans.count - 1) / plans.count + 15) / 16 * 16
      #expect(plans.allSatisfy { $0.own.count <= most })
      #expect(plans.allSatisfy { $0.own.isEmpty || $0.own.lowerBound % 16 == 0 })
      for ranks in layout.hosts {
        for rank in ranks {
          #expect(Self.divide(plans[rank].hostOwn, ranks.map { plans[$0].own }))
        }
      }
    }
  }

  @Test("What one rank sends the other expects, and nothing else", arguments: layouts)
  func messagesMatch(layout: HostLayout) {
    struct Transfer: Hashable { let from, to: Int, elements: Range<Int> }
    for count in Self.counts {
      let plans = Self.plans(layout, count)
      let sent = plans.flatMap { plan in
        plan.outgoing.map { Transfer(from: plan.rank, to: $0.rank, elements: $0.elements) }
      }
      let received = plans.flatMap { plan in
        plan.incoming.map { Transfer(from: $0.rank, to: plan.rank, elements: $0.elements) }
      }
      #expect(Set(sent) == Set(received))
      #expect(Set(sent).count == sent.count && received.count == sent.count)
      for plan in plans {
        let messages = plan.outgoing + plan.incoming
        #expect(messages.allSatisfy { layout.places[$0.rank].host == $0.host && $0.host != plan.host })
        #expect(messages.allSatisfy { !$0.elements.isEmpty })
      }
    }
  }

  @Test(
    "A host hears from another one all that it owns, once, from each of its ranks at most once",
    arguments: layouts)
  func slices(layout: HostLayout) {
    for count in Self.counts {
      let plans = Self.plans(layout, count)
      for (number, senders) in layout.hosts.enumerated() {
        for (other, owners) in layout.hosts.enumerated() where other != number {
          let messages = senders.map { plans[$0].outgoing.filter { $0.host == other } }
          #expect(messages.allSatisfy { $0.count <= 1 })
          #expect(Self.divide(plans[owners[0]].hostOwn, messages.joined().map(\.elements)))
        }
      }
    }
  }

  @Test("The ranks of a host write all of what they have in common, each element once", arguments: layouts)
  func written(layout: HostLayout) {
    for count in Self.counts {
      let plans = Self.plans(layout, count)
      for ranks in layout.hosts {
        #expect(Self.divide(0..<count, ranks.flatMap { plans[$0].written }))
      }
    }
  }
}
