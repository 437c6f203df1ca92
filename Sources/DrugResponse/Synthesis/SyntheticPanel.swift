import Support

/// The drugs and cell lines of one synthetic data set, with what ln IC50 is made of.
struct SyntheticPanel {
  struct CellLine {
    let cosmicID: Int
    let name: String
    let tissue: Int
    /// [F] 0 or 1.
    let profile: [UInt8]
    /// What the cell line adds to ln IC50 of every drug.
    let sensitivity: Double
  }

  /// One column of the response file.
  struct Treatment {
    let drugID: Int
    let name: String
    let mechanism: SyntheticMechanism
    /// Of the drug: the same under each of its ids.
    let lnIC50: Double
    /// Of the screen: what repeats differ by in the mean.
    let batchShift: Double
    /// Numbers of the features that change the response, and by how much.
    let shifts: [(feature: Int, shift: Double)]
  }

  /// How many drugs are screened under two ids, and where those ids begin.
  static let repeatedDrugs = 2
  static let repeatedIDs = 1001
  static let biologic = (drugID: 2001, name: "Cetuximab", mechanism: SyntheticMechanism.egfr)
  /// Beyond COSMIC's own identifiers, so that no synthetic cell line is taken for a real one.
  static let firstCosmicID = 900_000_001

  let options: SyntheticGDSC.Options
  let genome: SyntheticGenome
  let drugs: [SyntheticDrug]
  let treatments: [Treatment]
  let cellLines: [CellLine]

  init(_ options: SyntheticGDSC.Options) {
    self.options = options
    let genome = SyntheticGenome(featureCount: options.features, seed: options.seed)
    self.genome = genome
    drugs = Array(SyntheticDrug.all.prefix(options.drugs))
    treatments = Self.treatments(drugs, genome: genome, seed: options.seed)
    cellLines = (0..<options.cellLines).map { Self.cellLine($0, genome: genome, seed: options.seed) }
  }

  private static func treatments(_ drugs: [SyntheticDrug], genome: SyntheticGenome, seed: UInt64)
    -> [Treatment]
  {
    let numbers = Dictionary(uniqueKeysWithValues: zip(genome.names, 0...))
    func treatment(_ drugID: Int, _ name: String, _ mechanism: SyntheticMechanism, drug: Int) -> Treatment {
      var ofDrug = SyntheticGDSC.stream(.drug, drug, seed: seed)
      // Drugs of one mechanism differ in potency, and in how strictly they keep to their target.
      let lnIC50 = mechanism.properties.lnIC50 + 0.9 * ofDrug.normal()
      let strength = ofDrug.uniform(from: 0.7, to: 1.3)
      var ofScreen = SyntheticGDSC.stream(.drug, drugID + 1_000_000, seed: seed)
      return Treatment(
        drugID: drugID, name: name, mechanism: mechanism, lnIC50: lnIC50, batchShift: 0.3 * ofScreen.normal(),
        shifts: mechanism.properties.shifts.compactMap { name, shift in
          numbers[name].map { ($0, shift * strength) }
        }.sorted { $0.0 < $1.0 })
    }
    return drugs.indices.map { treatment($0 + 1, drugs[$0].name, drugs[$0].mechanism, drug: $0) }
      + drugs.indices.prefix(repeatedDrugs).map {
        treatment(repeatedIDs + $0, drugs[$0].name, drugs[$0].mechanism, drug: $0)
      }
      + [treatment(biologic.drugID, biologic.name, biologic.mechanism, drug: SyntheticDrug.all.count)]
  }

  private static func cellLine(_ number: Int, genome: SyntheticGenome, seed: UInt64) -> CellLine {
    var random = SyntheticGDSC.stream(.cellLine, number, seed: seed)
    let tissue = SyntheticGenome.tissue(&random)
    let own = random.normal()
    return CellLine(
      cosmicID: firstCosmicID + number, name: "SYN-\(number + 1)", tissue: tissue,
      profile: genome.profile(tissue: tissue, &random),
      sensitivity: SyntheticGenome.tissues[tissue].shift + 0.5 * own)
  }

  /// [treatments] ln IC50 of a cell line, nil where it was not measured.
  func responses(of number: Int) -> [Double?] {
    let cellLine = cellLines[number]
    var random = SyntheticGDSC.stream(.measurement, number, seed: options.seed)
    return treatments.map { treatment in
      // Both are drawn whether needed or not: the noise of a seed does not change with the missing fraction.
      let isMissing = random.uniform() < options.missing
      let noise = options.noise * random.normal()
      if isMissing { return nil }
      return treatment.shifts.reduce(treatment.lnIC50 + treatment.batchShift + cellLine.sensitivity + noise) {
        $0 + $1.shift * Double(cellLine.profile[$1.feature])
      }
    }
  }
}
