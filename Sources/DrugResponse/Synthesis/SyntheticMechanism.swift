/// What a synthetic drug does: its potency, and the genomic features that change it.
///
/// Strengths follow what is known of the drugs' targets (an EGFR inhibitor kills cells with mutant EGFR at lower
/// concentrations) in magnitudes like those of real screens, where the strongest associations shift ln IC50 by
/// about 3. They are a planted signal, no measurements.
package enum SyntheticMechanism: String, Sendable, CaseIterable {
  case egfr, erbb2, abl, braf, mek, parp, cdk, hdac, antimetabolite, topoisomerase, alkylating, microtubule
  case proteasome, pi3k, flt3, jak, hedgehog, igf1r, mdm2, bet, vegfr, metAlk, aurora, hormone, retinoid,
    other

  struct Properties {
    let targets: String
    let pathway: String
    /// The mean of ln IC50 (micromolar) over cell lines that nothing else changes.
    let lnIC50: Double
    /// What the presence of a genomic feature adds to ln IC50.
    let shifts: [String: Double]
  }

  var properties: Properties {
    func make(_ targets: String, _ pathway: String, _ lnIC50: Double, _ shifts: [String: Double] = [:])
      -> Properties
    {
      Properties(targets: targets, pathway: pathway, lnIC50: lnIC50, shifts: shifts)
    }
    return switch self {
    case .egfr: make("EGFR", "EGFR signaling", 2.4, ["EGFR_mut": -2.8, "KRAS_mut": 0.9])
    case .erbb2: make("EGFR, ERBB2", "EGFR signaling", 1.9, ["EGFR_mut": -1.8, Self.erbb2Gain: -2.4])
    case .abl: make("ABL, SRC, KIT, PDGFR", "ABL signaling", 2.6, ["BCR-ABL_mut": -3.6, "KIT_mut": -1.4])
    case .braf: make("BRAF", "ERK MAPK signaling", 3.4, ["BRAF_mut": -3.0, "NRAS_mut": 0.6])
    case .mek:
      make("MEK1, MEK2", "ERK MAPK signaling", 1.0, ["BRAF_mut": -2.4, "KRAS_mut": -1.5, "NRAS_mut": -1.9])
    case .parp:
      make(
        "PARP1, PARP2", "Genome integrity", 3.8,
        ["BRCA1_mut": -1.4, "BRCA2_mut": -1.8, "EWSR1-FLI1_mut": -1.9])
    case .cdk: make("CDK4, CDK6", "Cell cycle", 2.7, ["RB1_mut": 2.0, Self.cdkn2aLoss: -1.1])
    case .hdac: make("HDAC", "Chromatin histone acetylation", 0.3, ["CREBBP_mut": -1.0, "EP300_mut": -0.8])
    case .antimetabolite:
      make("Antimetabolite", "DNA replication", 0.5, ["TP53_mut": 0.9, "SMARCA4_mut": -0.9])
    case .topoisomerase: make("TOP1, TOP2", "DNA replication", -1.2, ["TP53_mut": 1.0])
    case .alkylating: make("DNA alkylation", "DNA replication", 3.9, ["TP53_mut": 0.8, "ATM_mut": -1.0])
    case .microtubule: make("Microtubules", "Mitosis", -4.3, ["ARID1A_mut": -0.9])
    case .proteasome: make("Proteasome", "Protein stability and degradation", -4.8, [Self.mycGain: -0.8])
    case .pi3k: make("PI3K, AKT, MTOR", "PI3K/MTOR signaling", 1.1, ["PIK3CA_mut": -1.9, "PTEN_mut": -1.4])
    case .flt3: make("FLT3", "RTK signaling", 1.8, ["FLT3_mut": -3.7])
    case .jak: make("JAK1, JAK2", "Other, kinases", 3.8, ["JAK2_mut": -1.9])
    case .hedgehog: make("SMO", "Other", 4.2, ["PTCH1_mut": -1.6])
    case .igf1r: make("IGF1R", "IGF1R signaling", 2.6, ["EWSR1-FLI1_mut": -1.9])
    case .mdm2: make("MDM2", "p53 pathway", 2.2, ["TP53_mut": 2.8])
    case .bet: make("BRD2, BRD3, BRD4", "Chromatin other", 0.9, [Self.mycGain: -1.6])
    case .vegfr: make("VEGFR, KIT, PDGFR", "RTK signaling", 2.8, ["KDR_mut": -1.0, "KIT_mut": -1.2])
    case .metAlk: make("MET, ALK", "RTK signaling", 1.9, ["ALK_mut": -2.3, Self.metGain: -2.6])
    case .aurora: make("Aurora kinases", "Mitosis", 0.9, ["RB1_mut": -1.3])
    case .hormone: make("Hormone receptors", "Hormone-related", 3.6, ["GATA3_mut": -1.0])
    case .retinoid: make("Retinoid receptors", "Other", 3.7, ["RARA_mut": -1.5])
    case .other: make("Various", "Other", 4.0)
    }
  }

  static let erbb2Gain = "gain_cnaSYN1_(ERBB2)"
  static let mycGain = "gain_cnaSYN2_(MYC)"
  static let metGain = "gain_cnaSYN3_(MET)"
  // A comma inside a name, as real segments with several genes have.
  static let cdkn2aLoss = "loss_cnaSYN4_(CDKN2A,CDKN2B)"
}
