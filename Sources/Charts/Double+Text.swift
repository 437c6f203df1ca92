import Foundation

extension Double {
  private static let locale = Locale(identifier: "en_US_POSIX")

  /// With so many digits behind the point, whatever the user's language.
  public func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", locale: Self.locale, self) }

  /// With so many digits that count.
  public func significant(_ digits: Int) -> String {
    String(format: "%.\(digits)g", locale: Self.locale, self)
  }

  /// A place in a picture: to a tenth of its unit, no longer than needed.
  package var place: String {
    let tenths = (self * 10).rounded()
    let whole = Int(tenths)
    if whole % 10 == 0 { return "\(whole / 10)" }
    let sign = whole < 0 ? "-" : ""
    return "\(sign)\(abs(whole) / 10).\(abs(whole) % 10)"
  }
}
