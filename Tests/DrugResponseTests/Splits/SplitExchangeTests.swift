import DrugResponse
import Foundation
import HDF5
import Schemas
import Support
import TestSupport
import Testing

/// Splits that other programs write, by the lines of docs/data.md.
@Suite(.enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py")) struct SplitExchangeTests {
  private let directory = try! TemporaryDirectory()

  /// A data set of three responses by h5py's defaults, and what a statement adds to it.
  private func make(_ statement: String, format: String = "earliest") throws -> String {
    let path = directory.path("theirs-\(UUID().uuidString).h5")
    let result = try Fixture.run("write_dataset.py", [path, statement, format])
    try #require(result.exitCode == 0, "\(result.standardError)")
    return path
  }

  @Test func splitsMadeByHandAreRead() throws {
    let path = try make(
      """
      file["splits/mine/train"] = np.array([2])
      file["splits/mine/test"] = np.array([0, 1])
      file["splits/mine"].attrs["kind"] = "drug"
      file["splits/mine"].attrs["summary"] = "as in the paper"
      file["splits/cv/fold"] = np.array([1, 2, 0])
      file["splits/notes"] = "no group: not ours"
      file["splits/three/train"] = np.array([1])
      file["splits/three/test"] = np.array([0])
      file["splits/three/validation"] = np.array([2])
      """)
    let splits = try ResponseDataset.read(path).dataset.splits
    #expect(
      splits == [
        NamedSplit(name: "cv", kind: .pairs, rows: .folds([1, 2, 0])),
        NamedSplit(
          name: "mine", kind: .drug, summary: "as in the paper",
          rows: .sides(Split(train: [2], test: [0, 1]))),
        NamedSplit(
          name: "three", kind: .pairs, rows: .sides(Split(train: [1], test: [0], validation: [2]))),
      ])
    let report = try Schema.named("hqnn-dataset").check(file: SealedFile.open(path))
    #expect(report.unknownObjects == ["/splits/notes"])
  }

  static let both = "file['splits/a/train'] = np.array([0, 1]); file['splits/a/test'] = np.array([2]); "

  @Test(arguments: [
    ("file['splits/a/train'] = np.array([0])", "/splits/a: expected train and test, or fold alone"),
    ("file.create_group('splits/a')", "/splits/a: expected train and test, or fold alone"),
    (
      both + "file['splits/a/fold'] = np.array([1, 2, 1])",
      "/splits/a: expected train and test, or fold alone"
    ),
    (
      both + "file['splits/a'].attrs['kind'] = 'drugs'",
      "/splits/a: attribute kind is drugs, expected one of pairs, cell-line, drug, tissue; did you mean drug?"
    ),
    (
      both + "file['splits/a'].attrs['kind'] = 7",
      "attribute kind of /splits/a: expected string, found integer"
    ),
    (
      "file['splits/a/train'] = np.array([0.5]); file['splits/a/test'] = np.array([1])",
      "/splits/a/train: expected int64 [any], found float64 [1]"
    ),
    (
      "file['splits/a/train'] = np.array([0, 3]); file['splits/a/test'] = np.array([1])",
      "/splits/a: training sample 1 is row 3, but there are 3 responses"
    ),
    (
      "file['splits/a/train'] = np.array([0, 2]); file['splits/a/test'] = np.array([-1])",
      "/splits/a: test sample 0 is row -1, but there are 3 responses"
    ),
    (
      "file['splits/a/train'] = np.array([0, 2]); file['splits/a/test'] = np.array([1, 2])",
      "/splits/a: test sample 1, row 2, occurs twice in the split"
    ),
    (
      "file['splits/a/train'] = np.array([0, 2]); file['splits/a/test'] = np.array([], np.int64)",
      "/splits/a/test: is empty, expected row numbers of /responses"
    ),
    (
      both + "file['splits/a/validation'] = np.array([1])",
      "/splits/a: validation sample 0, row 1, occurs twice in the split"
    ),
    (
      both + "file['splits/a/validation'] = np.array([], np.int64)",
      "/splits/a/validation: is empty, expected row numbers of /responses"
    ),
    (
      "file['splits/a/fold'] = np.array([1, 2, 1]); file['splits/a/validation'] = np.array([1])",
      "/splits/a: expected train and test, or fold alone"
    ),
    ("file['splits/a/fold'] = np.array([1, 2])", "/splits/a/fold: expected 3 values, found 2"),
    (
      "file['splits/a/fold'] = np.array([1, 2, 1 << 60])",
      "/splits/a/fold: row 2: expected a fold from 1, or 0 for none, found \(1 << 60)"
    ),
    (
      "file['splits/a/fold'] = np.array([1, -1, 2])",
      "/splits/a/fold: row 1: expected a fold from 1, or 0 for none, found -1"
    ),
    ("file['splits/a/fold'] = np.array([1, 0, 1])", "/splits/a/fold: expected two folds or more, found 1"),
    (
      "file['splits/a/fold'] = np.array([1, 3, 1])",
      "/splits/a/fold: no response is in fold 2, expected folds from 1 to 3 without a gap"
    ),
  ]) func whatIsNoSplitIsRefusedByName(statement: String, message: String) throws {
    let path = try make(statement)
    let error = #expect(throws: (any Error).self) { try ResponseDataset.read(path) } as? any ReportableError
    #expect(error?.description == "\(path): \(message)")
    #expect(error?.exitCode == .badInput)
  }

  /// All that another program wrote is in the copy: objects and attributes that no schema names, references between them,
  /// compressed and not, in the oldest format and in the newest. Told by h5py.
  @Test(arguments: ["earliest", "latest"]) func theRestOfTheFileIsKept(format: String) throws {
    let path = try make(
      """
      file["assay/plate"] = np.arange(12.0).reshape(3, 4)
      file["assay/plate"].attrs["reader"] = "Ω 7"
      file["assay"].attrs["site"] = np.array([1, 2, 3])
      file["drugs"].attrs["of"] = file["responses/drug"].ref
      file.create_dataset("assay/long", data=np.arange(9000), chunks=(1000,), compression="gzip")
      file["responses/drug"].dims[0].label = "response"
      file["responses/cell_line"].make_scale("response")
      file["responses/drug"].dims[0].attach_scale(file["responses/cell_line"])
      """, format: format)
    // The version of the superblock, behind the signature.
    let version = try Data(contentsOf: URL(fileURLWithPath: path))[8]
    #expect((version == 0) == (format == "earliest"))
    let image = try FileImage(reading: path)
    let stored = try ResponseDataset.read(image.open())
    #expect(!stored.isSealed)
    let split = NamedSplit(
      name: "new", kind: .drug, rows: .sides(Split(train: [0], test: [2], validation: [1])))
    let copy = directory.path("copy.h5")
    try stored.write(adding: split, from: image, to: copy)
    #expect(try ResponseDataset.read(copy).isSealed)
    #expect(try ResponseDataset.read(copy).dataset.splits == [split])
    let result = try Fixture.run("compare_files.py", [path, copy, "splits"])
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
    // The comparison sees what is missing.
    let other = try Fixture.run("compare_files.py", [try make("pass"), copy, "splits"])
    #expect(other.exitCode != 0)
  }
}
