import DrugResponse
import HDF5
import Support
import Training

/// Data sets, with splits of both forms.
struct DatasetFiles: FuzzedReader {
  private let spoiler: HDF5Spoiler

  init(workshop: String) throws {
    var (dataset, report) = try Seeds(workshop: workshop).files[2].conversion.run()
    dataset.splits = [
      try NamedSplit(name: "folds", of: dataset, options: SplitOptions(kind: .cellLine, folds: 2)),
      try NamedSplit(name: "sides", of: dataset, options: SplitOptions()),
      try NamedSplit(
        name: "validating", of: dataset, options: SplitOptions(kind: .drug), validation: .fraction(0.3)),
    ]
    let path = workshop + "/data.h5"
    try dataset.write(to: path, provenance: ["conversion": report.json()])
    spoiler = try HDF5Spoiler(path, workshop: workshop)
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let path = directory + "/data.h5"
    try spoiler.write(&mutator, to: path)
    // As one process reads it, or as many do.
    let stored =
      try mutator.chance(2)
      ? ResponseDataset.read(path) : ResponseDataset.read(FileImage(reading: path).open())
    if let complaint = DatasetRulesAgain.complaint(stored.dataset) { return complaint }
    // Splits are held to their claims only where they are used.
    let groups = ResponseGroups.all(of: stored.dataset)
    for split in stored.dataset.splits where split.leak(groups)?.isEmpty == true {
      return "a leak of no words"
    }
    if stored.dataset.summary.description.isEmpty { return "the summary says nothing" }
    let again = directory + "/again.h5"
    try stored.dataset.write(to: again, provenance: stored.provenance)
    let second = try ResponseDataset.read(again)
    return DatasetRulesAgain.isSame(second.dataset, stored.dataset) && second.provenance == stored.provenance
      ? nil : "other data when written and read again"
  }
}
