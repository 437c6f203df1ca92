// swift-tools-version: 6.1
import PackageDescription

// The instruction set the build may use: "native" (default) for the machine at hand, or any name that
// clang's -march accepts, such as "x86-64-v3" (AVX2 and FMA, every server since 2013), for a portable
// binary. Without at least FMA the circuit kernels are correct but slow.
let instructionSet = Context.environment["HQNN_ARCH"] ?? "native"
let cFlags: [CSetting] = [.unsafeFlags(["-march=\(instructionSet)", "-O2"])]
let swiftFlags: [SwiftSetting] = [
  .unsafeFlags(["-Xcc", "-march=\(instructionSet)", "-Xcc", "-mprefer-vector-width=512"])
]

#if arch(arm64)
  let openBLASDirectory = "/usr/lib/aarch64-linux-gnu/openblas-pthread"
#else
  let openBLASDirectory = "/usr/lib/x86_64-linux-gnu/openblas-pthread"
#endif

// The program holds Swift's runtime, so that it runs where no toolchain is. Only linking differs: everything is compiled
// once for the program and for the tests, which exist with the shared runtime alone (`--static-swift-stdlib` would compile
// all of it again). What that option would add to the link stands here: the libraries that Foundation consists of.
// lld is the toolchain's own linker; the system's warns of a function in Foundation that nobody calls.
let staticRuntime =
  ["-static-stdlib", "-use-ld=lld"]
  + ["CoreFoundation", "_FoundationCShims", "_FoundationCollections", "_FoundationICU"].map { "-l\($0)" }

let package = Package(
  name: "hqnn",
  products: [
    .executable(name: "hqnn", targets: ["hqnn"]),
    // RDKit sits in a library of its own, loaded at first use: a compute node trains without it.
    .library(name: "HQNNChemistry", type: .dynamic, targets: ["CRDKit"]),
    // What Benchmarks/ measures.
    .library(
      name: "HQNNModules",
      targets: ["Support", "MPI", "BLAS", "Quantum", "Network", "DrugResponse", "Training", "CExactSum"]),
  ],
  dependencies: [
    // Exact versions: the same build is part of the same bits.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    // The command `swift package generate-documentation`; nothing of it is in the program.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    // C libraries, one thin module each.
    .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
    .target(name: "CHDF5Trial", dependencies: ["CHDF5"], exclude: ["README.md"]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "CBLAS", cSettings: cFlags,
      linkerSettings: [
        .unsafeFlags(["-L\(openBLASDirectory)", "-l:libopenblas.a"]), .linkedLibrary("m"),
      ]),
    .target(name: "CCSV", linkerSettings: [.unsafeFlags(["-l:libcsv.a"])]),
    .target(name: "CExpat", linkerSettings: [.unsafeFlags(["-l:libexpat.a"])]),
    .target(name: "CProcessor", cSettings: cFlags),
    .target(name: "CFile", exclude: ["README.md"]),
    .target(name: "CExactSum", cSettings: cFlags),
    .target(name: "CStatistics"),
    .systemLibrary(name: "CVector"),
    .target(name: "CChemistry"),
    .target(
      name: "CRDKit", dependencies: ["CChemistry"],
      cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/rdkit"])],
      linkerSettings: [
        .linkedLibrary("RDKitSmilesParse"), .linkedLibrary("RDKitGraphMol"),
        .linkedLibrary("RDKitRDGeneral"),
        // Nothing in this library is Swift. By default the linker would add Swift's runtime all the same, and loading
        // it would bring a second one into a program that has its own. Taken from an archive and without start-up
        // code, none of it is used.
        .unsafeFlags(["-static-stdlib", "-nostartfiles"]),
      ]),

    // The rooms, from the ground up: each depends only on those above it.
    .target(name: "Support", dependencies: ["CCrypto", "CFile", "CProcessor"], swiftSettings: swiftFlags),
    .target(name: "MPI", dependencies: ["CMPI", "Support"], swiftSettings: swiftFlags),
    .target(name: "HDF5", dependencies: ["CHDF5", "CHDF5Trial", "Support"], swiftSettings: swiftFlags),
    .target(name: "BLAS", dependencies: ["CBLAS", "Support"], swiftSettings: swiftFlags),
    .target(name: "Chemistry", dependencies: ["CChemistry", "Support"], swiftSettings: swiftFlags),
    .target(name: "Zip", dependencies: ["CZlib", "Support"], swiftSettings: swiftFlags),
    .target(name: "Charts", swiftSettings: swiftFlags),
    .target(name: "Tensors", dependencies: ["Zip", "Support"], swiftSettings: swiftFlags),
    .target(
      name: "TensorBoard",
      dependencies: ["Support", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["event.proto"], swiftSettings: swiftFlags),
    .target(name: "Quantum", dependencies: ["CVector", "Support"], swiftSettings: swiftFlags),
    .target(
      name: "Network", dependencies: ["CVector", "BLAS", "Quantum", "Support"], swiftSettings: swiftFlags),
    .target(
      name: "Schemas", dependencies: ["HDF5", "Support", "Yams"],
      // Links to hdf5-schemas/, where people read the same files.
      resources: [
        .embedInCode("hqnn-dataset-1.yaml"), .embedInCode("hqnn-checkpoint-1.yaml"),
        .embedInCode("hqnn-experiment-1.yaml"),
      ],
      swiftSettings: swiftFlags),
    .target(
      name: "DrugResponse",
      dependencies: ["HDF5", "Schemas", "Chemistry", "CZlib", "CCSV", "CExpat", "Zip", "Charts", "Support"],
      swiftSettings: swiftFlags),
    .target(
      name: "Training",
      dependencies: [
        "MPI", "HDF5", "Schemas", "Network", "Chemistry", "DrugResponse", "Tensors", "TensorBoard", "Support",
        "CExactSum", "Yams",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftFlags),
    .target(
      name: "Report",
      dependencies: ["Training", "DrugResponse", "Network", "Quantum", "Charts", "CStatistics", "Support"],
      swiftSettings: swiftFlags),
    .target(
      name: "Experiments",
      dependencies: [
        "Report", "Training", "DrugResponse", "Network", "MPI", "HDF5", "Schemas", "Charts", "CStatistics",
        "Support", "Yams",
      ],
      swiftSettings: swiftFlags),
    .executableTarget(
      name: "hqnn",
      dependencies: [
        "Experiments", "Report", "Training", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftFlags,
      // An identifier of the program inside it, by which ranks on different hosts know that they run the same.
      linkerSettings: [.unsafeFlags(staticRuntime + ["-Xlinker", "--build-id=sha1"])]),

    .target(
      name: "TestSupport", dependencies: ["Support"], path: "Tests/TestSupport",
      swiftSettings: swiftFlags),
    // Spawned by MPITests under mpirun.
    .executableTarget(
      name: "MPIProbe", dependencies: ["MPI", "Support"], path: "Tests/MPIProbe",
      swiftSettings: swiftFlags),
    // Spawned by TrainingTests: what allocates in a training step.
    .target(
      name: "AllocationCounting", path: "Tests/AllocationCounting", linkerSettings: [.linkedLibrary("dl")]),
    .executableTarget(
      name: "AllocationProbe",
      dependencies: ["AllocationCounting", "Training", "DrugResponse", "Network", "MPI", "Support"],
      path: "Tests/AllocationProbe", swiftSettings: swiftFlags),
    // Hostile files for every reader: Tests/Fuzzing/run.
    .executableTarget(
      name: "Fuzzing",
      dependencies: [
        "Training", "DrugResponse", "Network", "Chemistry", "HDF5", "CHDF5", "CZlib", "Tensors", "Zip",
        "Support",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzzing", exclude: ["run"], swiftSettings: swiftFlags),
    tests("Support"),
    tests("MPI", ["MPI", "MPIProbe"]),
    tests("HDF5", ["HDF5", "CHDF5", "CHDF5Trial"]),
    tests("Schemas", ["Schemas", "HDF5"]),
    tests("BLAS", ["BLAS"]),
    tests("Chemistry", ["Chemistry"], data: ["Fixtures"]),
    tests("Quantum", ["Quantum"], data: ["Fixtures"]),
    tests("Network", ["Network", "Quantum"]),
    tests("DrugResponse", ["DrugResponse", "Chemistry", "HDF5", "Schemas"], data: ["Fixtures"]),
    tests("Tensors", ["Tensors", "Zip"]),
    tests("TensorBoard", ["TensorBoard"]),
    tests("Training", ["Training", "DrugResponse", "HDF5", "AllocationProbe"]),
    tests("Charts", ["Charts"]),
    tests("Report", ["Report", "Training", "DrugResponse", "Charts"]),
    tests("Experiments", ["Experiments", "CStatistics", "Training", "Report", "Network", "DrugResponse"]),
    tests(
      "EndToEnd", ["HDF5", "DrugResponse", "Training", "Tensors", "Experiments"],
      data: ["Reference", "LeanNode"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11,
  cxxLanguageStandard: .cxx17
)

/// The tests of a module; `data` are folders of scripts and values beside them.
func tests(_ module: String, _ dependencies: [Target.Dependency] = [], data: [String] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: ["TestSupport", "Support"] + dependencies, exclude: data,
    swiftSettings: swiftFlags)
}
