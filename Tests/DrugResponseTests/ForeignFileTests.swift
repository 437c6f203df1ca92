import DrugResponse
import Foundation
import HDF5
import Schemas
import Support
import TestSupport
import Testing

/// Files that other programs wrote or added to: what storage may differ in, and what is left alone.
@Suite(.enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py")) struct ForeignFileTests {
  private let directory = try! TemporaryDirectory()

  private func make(_ statement: String...) throws -> String {
    let path = directory.path("theirs-\(UUID().uuidString).h5")
    let result = try Fixture.run("write_dataset.py", [path] + statement)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return path
  }

  /// Data sets in words: NaN is no equal of itself.
  private func content(_ path: String) throws -> String { "\(try ResponseDataset.read(path).dataset)" }

  /// Puts each data set into the file anew, as `storage` says: a call with `name`, `values`, `text` and `kind`.
  private static func rewriting(_ storage: String) -> String {
    """
    for group in ('cell_lines', 'drugs', 'responses'):
        for name in list(file[group]):
            name = group + '/' + name
            values, text = file[name][()], h5py.check_string_dtype(file[name].dtype) is not None
            kind = file[name].dtype
            del file[name]
            \(storage)
    """
  }

  @Test(arguments: [
    "file.create_dataset(name, data=values, dtype=kind, chunks=True, compression='gzip', shuffle=True)",
    "file.create_dataset(name, data=values, dtype=kind, chunks=True, fletcher32=not text)",
    "file.create_dataset(name, data=values, dtype=kind, chunks=True, maxshape=(None,) * values.ndim)",
    "file.create_dataset(name, data=values, dtype=kind if text else kind.newbyteorder('>'))",
    "file.create_dataset(name, data=values, dtype=h5py.string_dtype('ascii') if text else kind)",
    "file.create_dataset(name, data=values.astype('S40') if text else values)",
    "file[name] = np.array(values.tolist(), h5py.string_dtype('utf-8', 40)) if text else values",
    "file.create_dataset(name, data=values, dtype=kind, track_order=True)",
  ]) func storageDoesNotMatter(storage: String) throws {
    let path = try make(Self.rewriting(storage))
    #expect(try content(path) == content(make()))
    #expect(try FileValidation.validate(path).contains("valid hqnn-dataset, schema version 1"))
  }

  @Test(arguments: [
    "file.attrs['schema_version'] = np.array([1], 'i2')", "file.attrs['schema_version'] = np.uint8(1)",
    "file.attrs['schema_name'] = ['hqnn-dataset']", "file.attrs['schema_name'] = np.bytes_('hqnn-dataset')",
  ]) func attributesMayBeOfAnySize(statement: String) throws {
    #expect(try content(make(statement)) == content(make()))
  }

  @Test(arguments: [
    (
      "replace('cell_lines/cosmic_id', np.array([1, 2], np.int32))",
      "/cell_lines/cosmic_id: expected int64 [any], found int32 [2]"
    ),
    (
      "replace('responses/drug', np.array([0, 0, 1]))", "/responses/drug: expected int32 [3], found int64 [3]"
    ),
    (
      "replace('cell_lines/features', np.zeros((2, 3), bool))",
      "/cell_lines/features: expected uint8 [2, 3], found enumeration [2, 3]"
    ),
  ]) func typesDoMatter(statement: String, message: String) throws {
    let path = try make(statement)
    let error = #expect(throws: HDF5Error.self) { try ResponseDataset.read(path) }
    #expect(error?.description == "\(path): \(message)")
    #expect(error?.exitCode == .badInput)
  }

  @Test func whatOthersAddIsLeftAlone() throws {
    let path = try make(
      """
      file['extra/deep/values'] = np.arange(4)
      file['extra/compound'] = np.zeros(3, [('a', 'i4'), ('b', 'f8', (2,))])
      file['extra/none'] = h5py.Empty('f4')
      file['extra/type'] = np.dtype('f4')
      file.create_dataset('extra/lists', (2,), h5py.vlen_dtype(np.int32))[0] = [1, 2, 3]
      file.create_dataset('extra/references', (2,), h5py.ref_dtype)[0] = file['drugs'].ref
      file.create_dataset('extra/unwritten', (2 ** 50,), 'f4', chunks=(1024,))
      file.create_dataset('extra/checked', data=np.arange(100), chunks=(100,), fletcher32=True)
      file['soft'] = h5py.SoftLink('/drugs/name')
      file['dangling'] = h5py.SoftLink('/nowhere')
      file['external'] = h5py.ExternalLink('absent.h5', '/x')
      file['hard'] = file['drugs']
      file['loop'] = file['/']
      file['drugs/note'] = 'a text'
      file['drugs'].attrs['note'] = 'a text'
      file['drugs/name'].attrs['values'] = np.zeros(3, [('a', 'i4')])
      file.attrs['array'] = np.arange(3)
      file.attrs['none'] = h5py.Empty('f4')
      file.attrs['reference'] = file['drugs'].ref
      """)
    #expect(try content(path) == content(make()))
    let summary = try FileValidation.validate(path)
    for line in [
      "data sets: 17 read", "attributes not in the schema: array, none, reference",
      "not in the schema: /drugs/note, /extra, /extra/checked, /extra/compound, /extra/deep, /extra/deep/values, "
        + "/extra/lists, /extra/none, /extra/references, /extra/type, /extra/unwritten",
    ] { #expect(summary.contains(line), "\(summary)") }
    let description = try FileInspection.describe(path).split(separator: " ").joined(separator: " ")
    for line in [
      "/extra/compound compound [3]", "/extra/none holds nothing",
      "/extra/unwritten float32 [1125899906842624]",
    ] { #expect(description.contains(line), "\(description)") }
  }
}
