import ArgumentParser
import Foundation
import MPI
import Support
import Training

@main
struct HQNN: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hqnn",
    abstract: "Trains hybrid quantum neural networks for drug response prediction, over MPI.",
    discussion: """
      The model is that of Sagingalieva et al., "Hybrid quantum neural network for drug response prediction", \
      Cancers 15:2705, 2023. `train`, `reproduce` and `search` run on any number of ranks: mpirun -n 4 hqnn train ...

      Exit codes: 0 done; 64 usage, or ranks of different builds; 65 bad input data; 66 file missing; 73 or 74 cannot \
      write; 74 also a rank that died or stalled; 75 stopped on a signal or by --max-hours with a checkpoint written, run again to go on; 130 \
      stopped at once by a second interrupt; 1 otherwise.
      """,
    version: BuildIdentity.current,
    subcommands: [
      ConvertCommand.self, SynthesizeCommand.self, SplitCommand.self, TrainCommand.self, EvaluateCommand.self,
      PredictCommand.self, ReportCommand.self, ReproduceCommand.self, SearchCommand.self, InspectCommand.self,
      ValidateCommand.self,
      ExportCircuitCommand.self,
      ExportParametersCommand.self,
    ])

  static func main() {
    // mpirun starts every rank with the same arguments: one of them complains.
    let isFirst = LauncherRank.isFirst
    var command: any ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      let code = exitCode(for: error)
      if isFirst { exit(withError: error) }
      leaveTheWordToRank0(code.rawValue)
    }
    do {
      try command.run()
    } catch let error as any ReportableError {
      report(error.description)
      Foundation.exit(error.exitCode.rawValue)
    } catch let code as ArgumentParser.ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      if isFirst || !(error is ValidationError) { exit(withError: error) }
      leaveTheWordToRank0(exitCode(for: error).rawValue)
    }
  }

  /// Ends a rank whose error rank 0 reports. mpirun kills all ranks when the first one fails, so that rank 0 must come
  /// first; these seconds never pass under a launcher that does so.
  private static func leaveTheWordToRank0(_ code: Int32) -> Never {
    if code != 0 { sleep(5) }
    Foundation.exit(code)
  }

  /// One line on standard error.
  static func report(_ sentence: String) {
    FileHandle.standardError.write(Data("hqnn: error: \(sentence)\n".utf8))
  }
}
