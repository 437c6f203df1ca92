import BLAS
import Foundation
import Testing

/// The choice of OpenBLAS's kernels, which must follow from the processor alone.
@Suite struct BLASKernelTests {
  #if arch(x86_64)
    @Test func followsTheProcessor() throws {
      let description = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      func field(_ name: String) -> String {
        description.split(separator: "\n").first { $0.hasPrefix(name) }?
          .split(separator: ":").dropFirst().joined().trimmingCharacters(in: .whitespaces) ?? ""
      }
      let flags = Set(field("flags").split(separator: " "))
      let isZen3OrZen4 = field("vendor_id") == "AuthenticAMD" && field("cpu family") == "25"
      if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"]) && !isZen3OrZen4 {
        #expect(blasKernelName == "SkylakeX")
      } else if flags.isSuperset(of: ["avx2", "fma"]) {
        #expect(blasKernelName == "Haswell")
      } else {
        #expect(ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil)
      }
    }
  #endif

  @Test func usesOneThread() {
    #expect(ProcessInfo.processInfo.environment["OPENBLAS_NUM_THREADS"] == "1")
  }

  @Test func configurationNamesTheLibrary() {
    #expect(blasConfiguration.hasPrefix("OpenBLAS"))
  }
}
