import Foundation

/// Points counted in hexagons that stand on a corner, and the hexagons in six steps of counts, each of which holds twice to
/// several times as many points as the one before.
package struct HexagonBins {
  /// One path a step, of all its hexagons, and the most points that one of them holds; steps without any have empty paths.
  package let steps: [(path: String, most: Int)]

  /// - Parameters:
  ///   - points: places in the picture.
  ///   - radius: from a hexagon's middle to its corners, in the picture's unit.
  package init(_ points: [(x: Double, y: Double)], radius: Double) {
    let (width, height) = (radius * 3.0.squareRoot(), radius * 1.5)
    var counts: [Cell: Int] = [:]
    for point in points { counts[Cell(point, width, height), default: 0] += 1 }
    let most = counts.values.max() ?? 0
    let stepCount = Colour.densities.count
    // Equal ratios from step to step, as far as whole numbers have them.
    let limits = (1...stepCount).map { Int(pow(Double(most), Double($0) / Double(stepCount)).rounded()) }
    var cells = [[Cell]](repeating: [], count: stepCount)
    for (cell, count) in counts { cells[limits.firstIndex { count <= $0 } ?? stepCount - 1].append(cell) }
    let (half, quarter) = (width / 2, radius / 2)
    let outline =
      "l\(half.place) \(quarter.place)v\(radius.place)l\((-half).place) \(quarter.place)l\((-half).place) "
      + "\((-quarter).place)v\((-radius).place)z"
    steps = zip(cells, limits).map { cells, limit in
      let path = cells.sorted { ($0.row, $0.column) < ($1.row, $1.column) }.map { cell in
        let middle = cell.middle(width, height)
        return "M\(middle.x.place) \((middle.y - radius).place)" + outline
      }
      return (path.joined(), limit)
    }
  }

  /// A hexagon of a honeycomb, whose odd rows are shifted by half a hexagon.
  private struct Cell: Hashable {
    let row: Int
    let column: Int

    private init(row: Int, column: Int) { (self.row, self.column) = (row, column) }

    /// The hexagon whose middle is nearest: in the nearest row, or the next one on the other side of the point.
    init(_ point: (x: Double, y: Double), _ width: Double, _ height: Double) {
      let row = Int((point.y / height).rounded())
      let candidates = [row - 1, row, row + 1].map { row in
        Cell(row: row, column: Int((point.x / width - Self.shift(row)).rounded()))
      }
      self = candidates.min { $0.distance(point, width, height) < $1.distance(point, width, height) }!
    }

    private static func shift(_ row: Int) -> Double { row.isMultiple(of: 2) ? 0 : 0.5 }

    func middle(_ width: Double, _ height: Double) -> (x: Double, y: Double) {
      ((Double(column) + Self.shift(row)) * width, Double(row) * height)
    }

    private func distance(_ point: (x: Double, y: Double), _ width: Double, _ height: Double) -> Double {
      let middle = middle(width, height)
      return (middle.x - point.x) * (middle.x - point.x) + (middle.y - point.y) * (middle.y - point.y)
    }
  }
}
