import Support

/// The genomic features of synthetic cell lines: which there are, and how often each occurs in each tissue.
struct SyntheticGenome {
  struct Tissue: Sendable {
    /// As TISSUE_FACTOR of the feature file has it.
    let factor: String
    /// As the list of cell lines has it: TCGA code, tissue, sub-type.
    let listed: (code: String, tissue: String, subtype: String)
    /// Relative number of cell lines.
    let weight: Double
    /// What the tissue adds to ln IC50 of every drug.
    let shift: Double
  }

  static let tissues: [Tissue] = [
    Tissue(
      factor: "lung_NSCLC", listed: ("LUAD", "lung", "lung_NSCLC_adenocarcinoma"), weight: 0.16, shift: 0.3),
    Tissue(
      factor: "leukemia", listed: ("LAML", "blood", "acute_myeloid_leukaemia"), weight: 0.13, shift: -0.9),
    Tissue(factor: "lymphoma", listed: ("DLBC", "blood", "B_cell_lymphoma"), weight: 0.11, shift: -0.7),
    Tissue(
      factor: "lung_SCLC", listed: ("SCLC", "lung", "lung_small_cell_carcinoma"), weight: 0.09, shift: 0.1),
    Tissue(factor: "skin", listed: ("SKCM", "skin", "melanoma"), weight: 0.09, shift: 0.2),
    Tissue(factor: "breast", listed: ("BRCA", "breast", "breast"), weight: 0.09, shift: 0.3),
    Tissue(factor: "nervous_system", listed: ("GBM", "nervous_system", "glioma"), weight: 0.09, shift: 0.3),
    Tissue(
      factor: "large_intestine", listed: ("COREAD", "digestive_system", "large_intestine"), weight: 0.08,
      shift: 0.1),
    Tissue(factor: "ovary", listed: ("OV", "urogenital_system", "ovary"), weight: 0.06, shift: 0.1),
    Tissue(factor: "pancreas", listed: ("PAAD", "pancreas", "pancreas"), weight: 0.05, shift: 0.5),
    Tissue(
      factor: "bone", listed: ("UNABLE TO CLASSIFY", "bone", "ewings_sarcoma"), weight: 0.05, shift: -0.3),
  ]

  /// A feature with a part in the planted signal: how often it occurs, and where it does so otherwise.
  private static let known: [(name: String, frequency: Double, inTissue: [String: Double])] = [
    ("TP53_mut", 0.60, ["lung_SCLC": 0.90, "leukemia": 0.35, "skin": 0.25, "ovary": 0.80]),
    ("KRAS_mut", 0.10, ["pancreas": 0.85, "large_intestine": 0.50, "lung_NSCLC": 0.30]),
    ("BRAF_mut", 0.03, ["skin": 0.60, "large_intestine": 0.25]),
    ("NRAS_mut", 0.05, ["skin": 0.20, "leukemia": 0.18]),
    ("EGFR_mut", 0.02, ["lung_NSCLC": 0.20, "nervous_system": 0.10]),
    ("PIK3CA_mut", 0.08, ["breast": 0.32, "large_intestine": 0.25]),
    ("PTEN_mut", 0.08, ["nervous_system": 0.32, "breast": 0.12]),
    ("RB1_mut", 0.07, ["lung_SCLC": 0.70]),
    ("BCR-ABL_mut", 0.00, ["leukemia": 0.14]),
    ("FLT3_mut", 0.01, ["leukemia": 0.15]),
    ("EWSR1-FLI1_mut", 0.00, ["bone": 0.45]),
    ("BRCA1_mut", 0.03, ["breast": 0.08, "ovary": 0.10]),
    ("BRCA2_mut", 0.04, ["breast": 0.08, "ovary": 0.09]),
    ("ALK_mut", 0.02, ["nervous_system": 0.05, "lymphoma": 0.08]),
    ("KIT_mut", 0.02, ["leukemia": 0.06]),
    ("JAK2_mut", 0.01, ["leukemia": 0.08]),
    ("CREBBP_mut", 0.05, ["lymphoma": 0.25]),
    ("EP300_mut", 0.05, ["lymphoma": 0.12]),
    ("SMARCA4_mut", 0.07, ["lung_NSCLC": 0.15]),
    ("ARID1A_mut", 0.09, ["ovary": 0.25]),
    ("ATM_mut", 0.06, ["lymphoma": 0.12]),
    ("KDR_mut", 0.05, [:]),
    ("GATA3_mut", 0.02, ["breast": 0.15]),
    ("PTCH1_mut", 0.04, [:]),
    ("RARA_mut", 0.00, ["leukemia": 0.08]),
  ]
  private static let knownSegments: [(name: String, frequency: Double, inTissue: [String: Double])] = [
    (SyntheticMechanism.erbb2Gain, 0.05, ["breast": 0.25]),
    (SyntheticMechanism.mycGain, 0.22, ["lung_SCLC": 0.40]),
    (SyntheticMechanism.metGain, 0.05, ["lung_NSCLC": 0.10]),
    (SyntheticMechanism.cdkn2aLoss, 0.30, ["skin": 0.55, "nervous_system": 0.60]),
  ]

  /// [F] mutations first, then copy-number segments, in the proportion of real data (310 to 425).
  let names: [String]
  /// [F x tissues] row-major.
  private let frequencies: [Double]

  init(featureCount: Int, seed: UInt64) {
    let mutationCount = (featureCount * 310 + 734) / 735
    var names: [String] = []
    var frequencies: [Double] = []
    for feature in 0..<featureCount {
      let isMutation = feature < mutationCount
      let number = isMutation ? feature : feature - mutationCount
      let known = isMutation ? Self.known : Self.knownSegments
      if number < known.count {
        names.append(known[number].name)
        frequencies += Self.tissues.map { known[number].inTissue[$0.factor] ?? known[number].frequency }
      } else {
        // Each has a stream of its own, so that the features of one seed agree for any number of them.
        var random = SyntheticGDSC.stream(.feature, number * 2 + (isMutation ? 0 : 1), seed: seed)
        names.append(
          isMutation
            ? "SYN\(number + 1)_mut" : (random.uniform() < 0.5 ? "gain" : "loss") + "_cnaSYN\(number + 1)")
        let frequency = random.uniform(from: 0.01, to: 0.05)
        // Some are common in one tissue, as lineage shows in real profiles.
        let favourite = random.integer(below: Self.tissues.count)
        let favoured = random.uniform() < 0.4 ? 0.25 : frequency
        frequencies += Self.tissues.indices.map { $0 == favourite ? favoured : frequency }
      }
    }
    self.names = names
    self.frequencies = frequencies
  }

  /// Draws a tissue by its weight.
  static func tissue(_ random: inout RandomStream) -> Int {
    var rest = random.uniform() * tissues.reduce(0) { $0 + $1.weight }
    for (number, tissue) in tissues.enumerated() {
      rest -= tissue.weight
      if rest < 0 { return number }
    }
    return tissues.count - 1
  }

  /// Draws the features of a cell line: [F] 0 or 1.
  func profile(tissue: Int, _ random: inout RandomStream) -> [UInt8] {
    names.indices.map { random.uniform() < frequencies[$0 * Self.tissues.count + tissue] ? 1 : 0 }
  }
}
