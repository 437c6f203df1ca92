import Foundation

/// OpenQASM, the text that quantum computers and their simulators take circuits as.
public enum OpenQASM {
  /// The version of the language.
  public enum Version: String, CaseIterable, Sendable {
    /// Cross, Bishop, Smolin and Gambetta, "Open quantum assembly language", arXiv:1707.03429.
    case two = "2"
    /// Cross et al., "OpenQASM 3: a broader and deeper quantum assembly language", ACM TQC 3:12, 2022.
    case three = "3"
  }

  /// A program that runs circuits one after the other on the same qubits `q`, and measures qubit 0 of circuit l at its
  /// end into bit l of `c`.
  ///
  /// Qubit q of a circuit is `q[q]`. Each circuit starts in |0...0>: OpenQASM 3 leaves open what qubits start in, so that
  /// they are reset; OpenQASM 2 does not, and resets them from the second circuit on.
  ///
  /// - Parameters:
  ///   - version: of the language.
  ///   - circuits: one or more, all of the same number of qubits.
  ///   - weights: the angles that gates read as `.weight`, in radians.
  ///   - features: the angles that gates read as `.feature`, in radians.
  ///   - comment: lines to begin with; what is no printable character in them is replaced.
  /// - Precondition: gates read no angles beyond those given.
  public static func program(
    _ version: Version, circuits: [GateCircuit], weights: [Double], features: [Double], comment: [String] = []
  ) -> String {
    precondition(!circuits.isEmpty && circuits.allSatisfy { $0.qubitCount == circuits[0].qubitCount })
    var lines = comment.map { "// " + printable($0) }
    let (qubits, bits) = (circuits[0].qubitCount, circuits.count)
    switch version {
    case .two:
      lines += ["OPENQASM 2.0;", "include \"qelib1.inc\";", "qreg q[\(qubits)];", "creg c[\(bits)];"]
    case .three:
      lines += ["OPENQASM 3.0;", "include \"stdgates.inc\";", "qubit[\(qubits)] q;", "bit[\(bits)] c;"]
    }
    for (number, circuit) in circuits.enumerated() {
      if version == .three || number > 0 { lines.append("reset q;") }
      lines += circuit.gates.map { statement($0, weights, features) }
      lines.append(version == .two ? "measure q[0] -> c[\(number)];" : "c[\(number)] = measure q[0];")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Both versions' own libraries define rx, ry and rz as exp(-i P t / 2) up to a global phase, and cx.
  private static func statement(_ gate: Gate, _ weights: [Double], _ features: [Double]) -> String {
    switch gate {
    case .controlledNot(let control, let target): return "cx q[\(control)], q[\(target)];"
    case .rotation(let axis, let qubit, let angle):
      let value =
        switch angle {
        case .weight(let index): weights[index]
        case .feature(let index): features[index]
        }
      return "r\(axis)(\(number(value))) q[\(qubit)];"
    }
  }

  /// 17 significant digits, from which every reader gets the same Double, in a form that is no integer's.
  public static func number(_ value: Double) -> String { String(format: "%.16e", value) }

  /// A comment ends with its line, and older readers take ASCII alone.
  private static func printable(_ text: String) -> String {
    String(text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
  }
}
