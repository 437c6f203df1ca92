import DrugResponse
import Foundation
import TestSupport

/// Small files in the matrix layout, each of which a test can replace.
final class GDSCFixture {
  let directory: TemporaryDirectory
  var conversion: GDSCConversion

  /// Two cell lines with features and one without; a drug under two ids, one that joins by spelling, one by PubChem
  /// CID, one by synonym, a biologic, and an id that the drug list does not know.
  static let responses = """
    COSMIC_ID,Drug_1_IC50,Drug_2_IC50,Drug_3_IC50,Drug_4_IC50,Drug_5_IC50,Drug_6_IC50,Drug_99_IC50
    100,1,2,3,4,5,6,7
    200,-1.5,,NA,0.25,inf,1e300,
    300,1,1,1,1,1,1,1

    """
  static let features = """
    COSMIC_ID,TISSUE_FACTOR,MSI_FACTOR,KRAS_mut,"gain_cna1_(MET,KIT)",loss_cna2
    200,skin,0,1,0,1
    100,lung_NSCLC,1,0,1,0
    400,bone,0,1,1,1

    """
  static let drugs = """
    name,CID,CanonicalSMILES,IsomericSMILES
    Ethanol,702,CCO,CCO
    " Benzene ",241,c1ccccc1,c1ccccc1
    Methane,297,C,C
    Ammonia,222,N,N
    Unmeasured,-,O,O

    """
  static let drugList = """
    drug_id,Name,Synonyms,Targets,Target pathway,PubCHEM,Sample Size,Count
    1,Ethanol,"alcohol, EtOH",none,Other,702,3,7
    2,Ethanol,,none,Other,702,3,7
    3,benzene,,none,Other,none,3,7
    4,Marsh gas,,none,Other,297,3,7
    5,Azane,"NH3, ammonia",none,Other,several,3,7
    6,Antibody,,none,Other,,3,7

    """
  static let cellLines = """
    Name,Cosmic Id, Tissue, Tissue sub-type,,
    100,697,100,LUAD,lung,lung_NSCLC_adenocarcinoma
    200,SK-1,200,SKCM,skin,melanoma

    """

  init() throws {
    directory = try TemporaryDirectory()
    conversion = GDSCConversion(
      responses: [directory.path("responses.csv")], features: directory.path("features.csv"),
      drugs: directory.path("drugs.csv"), drugList: directory.path("drug_list.csv"),
      cellLines: directory.path("cell_lines.csv"))
    try write(Self.responses, "responses.csv")
    try write(Self.features, "features.csv")
    try write(Self.drugs, "drugs.csv")
    try write(Self.drugList, "drug_list.csv")
    try write(Self.cellLines, "cell_lines.csv")
  }

  /// Converts the files, which live as long as the fixture does.
  func run() throws -> (dataset: ResponseDataset, report: ConversionReport) {
    try withExtendedLifetime(self) { try conversion.run() }
  }

  func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: directory.path(name)))
  }
}
