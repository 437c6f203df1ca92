import Training

extension TrainingConfiguration {
  /// The first setting that is not the same in another configuration, here and there, in words; nil where all are.
  func difference(from other: TrainingConfiguration) -> String? {
    if self == other { return nil }
    func values(_ configuration: TrainingConfiguration) -> [String: String] {
      Dictionary(uniqueKeysWithValues: ((try? configuration.settings()) ?? []).map { ($0.key, $0.value) })
    }
    let (here, there) = (values(self), values(other))
    let key = Set(here.keys).union(there.keys).sorted().first { here[$0] != there[$0] }
    return key.map { "\($0) is \(there[$0] ?? "not set") there, and \(here[$0] ?? "not set") here" }
  }
}
