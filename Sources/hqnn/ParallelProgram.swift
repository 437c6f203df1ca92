import ArgumentParser
import MPI
import Support
import Training

/// What commands that run on many ranks have in common: how they begin, and how all ranks end together.
enum ParallelProgram {
  /// Starts MPI, compares the ranks, runs `body` on each, and ends the process as it says.
  ///
  /// - Throws: `ExitCode` for another end than success.
  static func run(
    _ body: (_ communicator: Communicator, _ ranks: RankSurvey) throws -> Trainer.Outcome
  ) throws {
    StopSignal.install()
    let communicator = try Communicator.initialize()
    let code: Support.ExitCode
    do {
      code = try outcome { try body(communicator, RankSurvey(communicator)) }
    } catch let error as any ReportableError
      where communicator.size == 1 && !(error is any CommunicationError)
    {
      HQNN.report(error.description)
      code = error.exitCode
    } catch {
      abort(communicator, error)
    }
    do { try communicator.finalize(exitCode: code.rawValue) } catch { abort(communicator, error) }
    if code != .success { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  /// What all ranks end with.
  private static func outcome(_ body: () throws -> Trainer.Outcome) throws -> Support.ExitCode {
    do {
      return try body() == .stopped ? .stopped : .success
    } catch let error as CollectiveError {
      // Every rank has the same error and ends by itself, once the one that reports it has done so.
      if error.isReporter { HQNN.report(error.description) }
      return error.exitCode
    }
  }

  /// Ends all ranks for an error that only this one knows: the others would wait for it forever.
  static func abort(_ communicator: Communicator, _ error: any Error) -> Never {
    let code = (error as? any ReportableError)?.exitCode ?? .failure
    switch error {
    case let error as RankFailure: if !error.isReported { HQNN.report("\(error)") }
    default: HQNN.report("rank \(communicator.rank): \(error)")
    }
    communicator.abort(code.rawValue)
  }
}
