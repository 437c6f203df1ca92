import BLAS
import Foundation
import Support
import TestSupport
import Testing

/// The choice of OpenBLAS's kernels, which must follow from the build alone.
@Suite struct BLASKernelTests {
  #if arch(x86_64)
    @Test func followsTheBuild() {
      let features = Set(Processor.requiredFeatures.split(separator: ","))
      if features.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) {
        // "Haswell" where the build is for Zen 4 itself.
        #expect(["SkylakeX", "Haswell"].contains(blasKernelName))
      } else if features.isSuperset(of: ["avx2", "fma"]) {
        #expect(blasKernelName == "Haswell")
      } else {
        #expect(blasKernelName == "Prescott")
      }
    }

    /// What a user has set for other programs that use OpenBLAS must not change results.
    @Test func doesNotFollowTheEnvironment() throws {
      let program = BuiltProducts.path("hqnn")
      let environment = ["OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "2"]
      let version = try ProcessRunner.run(program, ["--version"], environment: environment)
      #expect(version.standardOutput.contains("OpenBLAS kernel \(blasKernelName)"))
    }
  #endif

  /// Ranks are compared by it, so that it must not come out garbled.
  @Test func configurationIsTheSameOnEveryThread() async {
    let texts = await withTaskGroup(of: Set<String>.self) { group in
      for _ in 0..<8 { group.addTask { Set((0..<2000).map { _ in blasConfiguration }) } }
      return await group.reduce(into: Set()) { $0.formUnion($1) }
    }
    #expect(texts.count == 1, "\(texts)")
  }

  @Test func usesOneThread() {
    #expect(ProcessInfo.processInfo.environment["OPENBLAS_NUM_THREADS"] == "1")
  }

  @Test func configurationNamesTheLibrary() {
    #expect(blasConfiguration.hasPrefix("OpenBLAS"))
  }
}
