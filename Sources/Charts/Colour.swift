/// The colours of charts. They stand in the marks themselves, for pictures that are shown on their own, and each has a class
/// by which a page's style sheet can set others, in the dark for example.
///
/// The series are those of Okabe and Ito ("Color universal design", 2008), which people with any colour vision can tell
/// apart; series differ in their dashes or marks besides.
public enum Colour: String, Sendable, CaseIterable {
  case series1, series2, series3, series4, series5, series6
  /// Axes and their labels, lines of a grid, and what is to stand back.
  case ink, grid, muted
  /// Where something is behind, or few of many.
  case fill
  /// Steps of density, from few to many.
  case density1, density2, density3, density4, density5, density6
  /// What stands in front of all.
  case accent

  /// On a white ground.
  public var light: String {
    switch self {
    case .series1: "#0072b2"
    case .series2: "#d55e00"
    case .series3: "#009e73"
    case .series4: "#cc79a7"
    case .series5: "#946800"
    case .series6: "#56b4e9"
    case .ink: "#333333"
    case .grid: "#dddddd"
    case .muted: "#767676"
    case .fill: "#4477aa"
    case .density1: "#d0e1f2"
    case .density2: "#a3c7e3"
    case .density3: "#6baed6"
    case .density4: "#3787c0"
    case .density5: "#115ca5"
    case .density6: "#08306b"
    case .accent: "#cc3311"
    }
  }

  /// On a nearly black ground.
  public var dark: String {
    switch self {
    case .series1: "#56b4e9"
    case .series2: "#ff9148"
    case .series3: "#2fc79b"
    case .series4: "#e59cc3"
    case .series5: "#e6b84c"
    case .series6: "#9fd3f5"
    case .ink: "#d6d6d6"
    case .grid: "#3b3f45"
    case .muted: "#9a9a9a"
    case .fill: "#6b9bd1"
    case .density1: "#173350"
    case .density2: "#1d4f7d"
    case .density3: "#2672ad"
    case .density4: "#4497d3"
    case .density5: "#86c0ec"
    case .density6: "#d6ebfc"
    case .accent: "#ff7b5c"
    }
  }

  /// The colour of the series of this number, from 0; more series than colours begin anew.
  public static func series(_ number: Int) -> Colour {
    [.series1, .series2, .series3, .series4, .series5, .series6][number % 6]
  }

  /// The steps of density, from few to many.
  public static let densities: [Colour] = [.density1, .density2, .density3, .density4, .density5, .density6]

  /// The rules that give fills and strokes these colours, by class.
  public static func rules(dark: Bool) -> String {
    allCases.map { colour in
      let value = dark ? colour.dark : colour.light
      return ".f-\(colour.rawValue){fill:\(value)}.s-\(colour.rawValue){stroke:\(value)}"
    }.joined(separator: "\n")
  }
}
