import DrugResponse
import Network
import Quantum
import Support

extension ScoringSession {
  /// The circuit for a drug and a cell line of the data set.
  ///
  /// - Parameters:
  ///   - drug: its name in the data set.
  ///   - cellLine: a COSMIC id or a name.
  /// - Throws: `UsageError` for a model with a classical head; `FileError` for a drug or cell line that is not there.
  public func circuit(drug: String, cellLine: String) throws -> CircuitExport {
    let head = try quantumHead()
    try checkpoint.requireFragments(of: dataset, path: dataPath)
    guard let row = dataset.drugs.name.firstIndex(of: drug) else {
      throw FileError.invalid(dataPath, at: "/drugs", "no drug has the name \(drug)")
    }
    return try export(head, drug, Int32(row), of: dataset, cellLine)
  }

  /// The circuit for a drug that need not be in the data set.
  ///
  /// - Throws: as `circuit(drug:cellLine:)`; `MoleculeError` or the like for SMILES that make no molecule.
  public func circuit(smiles: String, cellLine: String) throws -> CircuitExport {
    let head = try quantumHead()
    return try export(head, smiles, 0, of: dataset(ofDrug: smiles), cellLine)
  }

  /// What the quantum head has learned.
  ///
  /// - Throws: `UsageError` for a model with a classical head.
  public func quantumHead() throws -> QuantumHeadParameters {
    let parameters = UnsafeBufferPointer(checkpoint.state.parameters.buffer)
    guard let head = QuantumHeadParameters(checkpoint.architecture, parameters: parameters) else {
      throw UsageError("the model has a classical head, and so no circuit to run, measure or export")
    }
    return head
  }

  /// The angles that encode measured pairs, evenly over all of them: at most `count`.
  ///
  /// - Throws: `FileError` if the data set is not the one of the training, `UsageError` for a model with a classical head.
  func encodedAngles(ofMeasuredPairs count: Int) throws -> (values: AlignedBuffer<Double>, count: Int) {
    let responses = dataset.responses
    let chosen = min(count, responses.count)
    let rows = (0..<chosen).map { $0 * responses.count / chosen }
    let joint = try scorerOfRun().jointEmbeddings(
      drugs: rows.map { responses.drug[$0] }, cellLines: rows.map { responses.cellLine[$0] })
    return (try quantumHead().angles(of: joint, count: chosen), chosen)
  }

  private func export(
    _ head: QuantumHeadParameters, _ drug: String, _ drugRow: Int32, of dataset: ResponseDataset,
    _ cellLine: String
  ) throws -> CircuitExport {
    let row = try row(ofCellLine: cellLine)
    let joint = scorer(try ModelInputs(dataset)).jointEmbeddings(drugs: [drugRow], cellLines: [row])
    let features = head.angles(of: joint, count: 1)
    let expectations = CircuitExpectations(circuit: head.circuit, weights: head.weights)
      .values(features: features, count: 1, workers: workers)
    let state = checkpoint.state
    return CircuitExport(
      drug: drug, cellLine: dataset.cellLines.name[Int(row)],
      cosmicID: dataset.cellLines.cosmicID[Int(row)],
      target: target, head: head, features: features.elements, expectations: expectations.elements,
      provenance: "epoch \(state.epoch), step \(state.step), seed \(checkpoint.configuration.seed); "
        + checkpoint.build)
  }
}
