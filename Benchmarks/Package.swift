// swift-tools-version: 6.1
import PackageDescription

// The instruction set to build for, as in the package that is measured.
let instructionSet = Context.environment["HQNN_ARCH"] ?? "native"

let package = Package(
  name: "Benchmarks",
  dependencies: [
    // Named, since the folder that it stands in may have any name.
    .package(name: "hqnn", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    .target(name: "CPeak", cSettings: [.unsafeFlags(["-march=\(instructionSet)", "-O2"])]),
    .executableTarget(
      name: "KernelBenchmarks",
      dependencies: [
        "CPeak", .product(name: "HQNNModules", package: "hqnn"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [
        .unsafeFlags(["-Xcc", "-march=\(instructionSet)", "-Xcc", "-mprefer-vector-width=512"])
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
