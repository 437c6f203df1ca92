/// What a drug acts on, as far as the sources say.
package struct DrugAction: Hashable, Sendable {
  /// Such as "EGFR, ERBB2"; "" where unknown.
  package var target = ""
  /// The pathway that the target belongs to, such as "EGFR signaling"; "" where unknown.
  package var pathway = ""

  package init(target: String = "", pathway: String = "") {
    self.target = target
    self.pathway = pathway
  }

  /// The same, with what is not known here taken from another source.
  func completed(by other: DrugAction?) -> DrugAction {
    DrugAction(
      target: target.isEmpty ? other?.target ?? "" : target,
      pathway: pathway.isEmpty ? other?.pathway ?? "" : pathway)
  }

  /// One of the two of all drugs; nil where no source says anything.
  static func column(_ actions: [DrugAction], _ part: (DrugAction) -> String) -> [String]? {
    let texts = actions.map(part)
    return texts.allSatisfy(\.isEmpty) ? nil : texts
  }
}

/// Where a table says what drugs act on: a drug list, a table of structures or of responses, under the names that GDSC's
/// releases use.
struct DrugActionColumns {
  private let target: Int?
  private let pathway: Int?

  init(_ table: TableReader) throws {
    target = try table.optionalColumn(["Targets", "Target", "PUTATIVE_TARGET"])
    pathway = try table.optionalColumn(["Target pathway", "Pathway", "PATHWAY_NAME"])
  }

  /// Of the current row.
  func read(_ table: TableReader) throws -> DrugAction {
    func text(_ column: Int?) throws -> String { try column.flatMap { try table.optionalText($0) } ?? "" }
    return DrugAction(target: try text(target), pathway: try text(pathway))
  }
}
