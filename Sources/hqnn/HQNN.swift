import ArgumentParser
import BLAS

@main
struct HQNN: ParsableCommand {
  func run() { print(blasKernelName) }
}
