import Foundation
import TestSupport
import Testing

/// A page of the documentation, and the commands in it: lines that are indented by four blanks.
struct DocumentationPage: Sendable, CustomTestStringConvertible {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL.path

  /// Relative to the repository.
  let name: String
  /// Indented lines, without the indentation.
  let lines: [String]

  var testDescription: String { name }

  init(_ name: String) {
    self.name = name
    let text = try? String(contentsOfFile: Self.repository + "/" + name, encoding: .utf8)
    if text == nil { Issue.record("there is no page \(name)") }
    lines = (text ?? "").split(separator: "\n").filter { $0.hasPrefix("    ") }.map {
      String($0.dropFirst(4))
    }
  }

  /// All pages that tell users what to type.
  static let all: [DocumentationPage] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: repository + "/docs")) ?? []
    // Of the results the page alone: what lies beside it the program has written.
    let pages = docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 } + ["docs/results/README.md"]
    return (["README.md", "cluster/README.md", "hdf5-schemas/README.md"] + pages).map(DocumentationPage.init)
  }()

  /// What a shell is given: continued lines joined, prompts and what is said beside a command taken off.
  var commands: [String] {
    var commands: [String] = []
    var isContinued = false
    for line in lines {
      let text = (line.hasPrefix("$ ") ? String(line.dropFirst(2)) : line).trimmingCharacters(
        in: .whitespaces)
      if isContinued {
        commands[commands.count - 1] += " " + text
      } else if Self.isCommand(text) {
        commands.append(text)
      } else {
        continue
      }
      isContinued = text.hasSuffix("\\")
      if isContinued { commands[commands.count - 1].removeLast() }
    }
    return commands.map { command in
      command.firstRange(of: /\s\s+#.*$/).map { String(command[..<$0.lowerBound]) } ?? command
    }
  }

  /// As opposed to output, formulas, and the contents of files.
  private static func isCommand(_ line: String) -> Bool {
    line.prefixMatch(
      of:
        /([A-Z_]+=\S+ )*(hqnn [a-z-]+( |$)|\.\/launch\.sh|mpirun |srun |sbatch |docs\/|cluster\/|Benchmarks\/|python3 |pip |tensorboard |sha256sum |mkdir |export |tar |tail |man )/
    ) != nil
  }
}
