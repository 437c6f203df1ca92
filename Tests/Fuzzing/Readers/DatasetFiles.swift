import DrugResponse
import HDF5
import Support
import Training

/// Data sets.
struct DatasetFiles: FuzzedReader {
  private let spoiler: HDF5Spoiler

  init(workshop: String) throws {
    let (dataset, report) = try Seeds(workshop: workshop).files[2].conversion.run()
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
    if stored.dataset.summary.description.isEmpty { return "the summary says nothing" }
    let again = directory + "/again.h5"
    try stored.dataset.write(to: again, provenance: stored.provenance)
    let second = try ResponseDataset.read(again)
    return DatasetRulesAgain.isSame(second.dataset, stored.dataset) && second.provenance == stored.provenance
      ? nil : "other data when written and read again"
  }
}
