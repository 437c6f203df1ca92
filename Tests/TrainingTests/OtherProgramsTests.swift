import DrugResponse
import Foundation
import TestSupport
import Testing
import Training

/// What people read our files with.
@Suite struct OtherProgramsTests {
  private let directory = try! TemporaryDirectory()
  private var data: String { directory.path("data.h5") }
  private var checkpoint: String { directory.path("checkpoint.h5") }

  /// A data set, and a checkpoint after two epochs.
  init() throws {
    try SmallProblem.dataset().write(to: data)
    let problem = try SmallProblem.make()
    let state = problem.initialState()
    (state.step, state.epoch) = (4, 2)
    state.history.entries = [
      .init(epoch: 1, trainMSE: 0.5, testMSE: 0.25), .init(epoch: 2, trainMSE: 0.125, testMSE: .nan),
    ]
    try Checkpoint(problem: problem, state: state).write(to: checkpoint)
  }

  private func run(_ arguments: [String]) throws -> String {
    let result = try ProcessRunner.run(PeerPython.path, arguments)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return result.standardOutput
  }

  @Test(.enabled(if: PeerPython.has("xarray", "h5netcdf"), Comment(rawValue: PeerPython.absence)))
  func xarrayShowsLabelledAxes() throws {
    let output = try run(
      [
        "-c",
        """
        import sys, xarray
        def group(path, name): return xarray.open_dataset(path, group=name, engine="h5netcdf", phony_dims="sort").load()
        cells, drugs = group(sys.argv[1], "cell_lines"), group(sys.argv[1], "drugs")
        print(cells["features"].dims, cells["name"].dims)
        print(int(cells["features"].sel(cosmic_id=101, feature_name=b"gene7_mut")))
        print(drugs["smiles"].sel(name=b"drug 2").item().decode(), drugs["atom_features"].dims)
        responses = group(sys.argv[1], "responses")
        print(responses["ln_ic50"].attrs["units"], "-", responses["ln_ic50"].attrs["long_name"])
        history = group(sys.argv[2], "history")
        print(history["train_mse"].sel(epoch=2).item(), history["test_mse"].dims)
        """, data, checkpoint,
      ])
    let cells = try ResponseDataset.read(data).dataset.cellLines
    #expect(
      output == """
        ('cosmic_id', 'feature_name') ('cosmic_id',)
        \(cells.features[cells.featureCount + 7])
        CCC ('atom', 'atom_feature_name')
        ln(micromole/litre) - Natural logarithm of the half-maximal inhibitory concentration
        0.125 ('epoch',)

        """)
  }

  @Test(.enabled(if: PeerPython.has("h5py", "pandas"), Comment(rawValue: PeerPython.absence)))
  func theExampleReadsBothFiles() throws {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../docs/examples")
      .standardizedFileURL.path
    let output = try run(
      [folder + "/read_files.py", data, checkpoint, "--drug", "drug 3"])
    for line in [
      "features: (5, 120)", "drug 3: CCCC, x (4, 78), edge_index (2, 6)", "head: quantum; 21 parameters",
      "circuit angles (33, 5, 8), scale 1.0000",
    ] { #expect(output.contains(line), "\(output)") }
    let values = try run(
      [
        "-c",
        """
        import sys; sys.path.insert(0, sys.argv[1])
        import h5py, read_files
        with h5py.File(sys.argv[2]) as data, h5py.File(sys.argv[3]) as checkpoint:
            table = read_files.responses(data)
            print(len(table), table.loc[7, "cell_line"], "/", table.loc[7, "drug"], "/", table.loc[7, "tissue"])
            print(repr(float(table.loc[7, "ln_ic50"])), read_files.features(data).loc["cell 1", "gene7_mut"])
            print(read_files.drug_graph(data, "drug 2")["edge_index"].tolist())
            print(read_files.learning_curve(checkpoint).loc[1].tolist())
        """, folder, data, checkpoint,
      ])
    let dataset = try ResponseDataset.read(data).dataset
    #expect(
      values == """
        20 cell 2 / drug 1 / lung
        \(Double(dataset.responses.lnIC50[7])) \(dataset.cellLines.features[120 + 7])
        [[0, 1, 1, 2], [1, 2, 0, 1]]
        [0.5, 0.25]

        """)
  }
}
