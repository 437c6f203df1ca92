import ArgumentParser
import Foundation
import Support

@main
struct KernelBenchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "KernelBenchmarks",
    abstract: "Times hqnn's kernels and the core's own peaks, on one thread.",
    discussion:
      "Benchmarks/run and Benchmarks/scaling call this program; Benchmarks/README.md says what each figure means.",
    subcommands: [KernelsCommand.self, ExchangeCommand.self, MicroShardsCommand.self],
    defaultSubcommand: KernelsCommand.self)

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as any ReportableError {
      FileHandle.standardError.write(Data("KernelBenchmarks: error: \(error)\n".utf8))
      Foundation.exit(error.exitCode.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
