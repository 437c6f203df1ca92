import Foundation
import Support
import Tensors
import TestSupport
import Testing

/// Files that other programs read and wrote.
@Suite struct OtherProgramsTests {
  @Test(.enabled(if: Python.has("numpy"), "python3-numpy is needed")) func numpyReadsOurs() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("ours.npz")
    try DurableFile.write(try TensorFileTests.file.npz(), to: path)
    let script = """
      import json, sys, numpy
      archive = numpy.load(sys.argv[1], allow_pickle=False)
      assert json.loads(bytes(archive["metadata"]))["head"] == "quantum"
      for name in sorted(set(archive.files) - {"metadata"}):
          array = archive[name]
          assert array.dtype == numpy.float32 and array.flags.c_contiguous
          print(name, list(array.shape), array.ravel().view(numpy.uint32).tolist())
      """
    try expectOurs(try Python.run(script, [path]))
  }

  @Test(.enabled(if: PeerPython.has("safetensors", "torch"), Comment(rawValue: PeerPython.absence)))
  func safetensorsAndTorchReadOurs() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("ours.safetensors")
    try DurableFile.write(try TensorFileTests.file.safetensors(), to: path)
    let script = """
      import sys, safetensors, safetensors.torch
      with safetensors.safe_open(sys.argv[1], "pt") as file:
          assert file.metadata()["head"] == "quantum"
      tensors = safetensors.torch.load_file(sys.argv[1])
      for name in sorted(tensors):
          array = tensors[name].numpy()
          print(name, list(array.shape), array.ravel().view("uint32").tolist())
      """
    try expectOurs(try ProcessRunner.run(PeerPython.path, ["-c", script, path], timeout: 120))
  }

  private func expectOurs(_ result: ProcessResult) throws {
    let expected = TensorFileTests.file.tensors.sorted { $0.name < $1.name }.map {
      "\($0.name) \($0.tensor.shape) \($0.tensor.values.map(\.bitPattern))"
    }
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardOutput.split(separator: "\n").map(String.init) == expected)
  }

  /// The kinds of numbers, orders and versions that NumPy writes, deflated or not.
  @Test(.enabled(if: Python.has("numpy"), "python3-numpy is needed")) func numpysAreRead() throws {
    let directory = try TemporaryDirectory()
    let script = """
      import sys, numpy
      values = numpy.arange(24, dtype=numpy.float64).reshape(2, 3, 4) / 7 - 1
      arrays = {kind + order: numpy.asarray(values.astype(kind), order=order)
                for kind in ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2"] for order in "CF"}
      arrays["scalar"] = numpy.float32(2.5)
      arrays["small"] = numpy.array([2.0**-24, -2.0**-14, 65504, 0.0], dtype="<f2")
      numpy.savez(sys.argv[1], **arrays)
      numpy.savez_compressed(sys.argv[2], **arrays)
      numpy.savez(sys.argv[3], number=numpy.arange(3))
      numpy.savez(sys.argv[4], large=numpy.array([1.0, 1e300]))
      numpy.savez(sys.argv[5], object=numpy.array([None]))
      """
    let paths = ["stored", "deflated", "integers", "large", "objects"].map { directory.path($0 + ".npz") }
    let result = try Python.run(script, paths)
    try #require(result.exitCode == 0, "\(result.standardError)")
    for path in paths.prefix(2) {
      let file = try TensorFile.read(npz: path)
      #expect(file.tensors.count == 14)
      #expect(file["scalar"] == Tensor(shape: [], values: [2.5]))
      #expect(file["small"]?.values == [0x1p-24, -0x1p-14, 65504, 0])
      for (name, tensor) in file.tensors where name.contains("f") {
        #expect(tensor.shape == [2, 3, 4])
        for (index, value) in tensor.values.enumerated() {
          let exact = Double(index) / 7 - 1
          // Half a unit in the last place of numbers below 4: 10 and 23 bits of fraction.
          let tolerance = name.contains("f2") ? 0x1p-10 : 0x1p-23
          #expect(abs(Double(value) - exact) <= tolerance, "\(name)[\(index)]")
        }
      }
      // The order in memory is none of the reader's business.
      for kind in ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2"] {
        #expect(file[kind + "C"] == file[kind + "F"])
        #expect(file[kind + "C"] == file[kind.replacing(kind.prefix(1), with: "<") + "C"])
      }
    }
    for (path, words) in zip(
      paths.dropFirst(2), ["number: holds elements of type <i8", "large: element 1", "|O"])
    {
      let error = #expect(throws: FileError.self) { try TensorFile.read(npz: path) }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      #expect(error?.exitCode == .badInput)
    }
  }

  @Test(.enabled(if: PeerPython.has("safetensors", "torch"), Comment(rawValue: PeerPython.absence)))
  func torchsAreRead() throws {
    let directory = try TemporaryDirectory()
    let script = """
      import sys, torch, safetensors.torch
      values = (torch.arange(6, dtype=torch.float64).reshape(2, 3) / 7)
      safetensors.torch.save_file({
          "half": values.half(), "brain": values.bfloat16(), "single": values.float(), "double": values,
          "scalar": torch.tensor(2.5)}, sys.argv[1], metadata={"format": "pt"})
      """
    let path = directory.path("torch.safetensors")
    let result = try ProcessRunner.run(PeerPython.path, ["-c", script, path], timeout: 120)
    try #require(result.exitCode == 0, "\(result.standardError)")
    let file = try TensorFile.read(safetensors: path)
    #expect(file.tensors.count == 5 && file.metadata == ["format": "pt"])
    #expect(file["scalar"] == Tensor(shape: [], values: [2.5]))
    // Half a unit in the last place of numbers below 1: 10, 7 and 23 bits of fraction.
    for (name, tolerance) in [("half", 0x1p-12), ("brain", 0x1p-9), ("single", 0x1p-25), ("double", 0x1p-25)]
    {
      let tensor = try #require(file[name])
      #expect(tensor.shape == [2, 3])
      for (index, value) in tensor.values.enumerated() {
        #expect(abs(Double(value) - Double(index) / 7) <= tolerance, "\(name)[\(index)]")
      }
    }
  }
}
