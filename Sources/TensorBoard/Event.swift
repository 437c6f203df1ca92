/// What an event file says of one moment, as far as it is used here.
public enum Event: Sendable {
  /// The first event of every file.
  case fileVersion
  /// The program started: what earlier files hold of this step and later ones does not count any more.
  case start
  case summary([(tag: String, value: Value)])

  /// What TensorBoard shows under a tag.
  public enum Value: Sendable {
    /// Single precision is what TensorBoard has for these.
    case scalar(Float)
    case histogram(Histogram)
    /// Shown as Markdown.
    case text(String)
  }

  /// - Parameter time: seconds since 1970.
  func message(step: Int, time: Double) -> Tensorboard_Event {
    .with { message in
      message.wallTime = time
      message.step = Int64(step)
      switch self {
      case .fileVersion: message.fileVersion = "brain.Event:2"
      case .start: message.sessionLog.status = .start
      case .summary(let values):
        message.summary.value = values.map { tag, value in
          var message = value.message
          message.tag = tag
          return message
        }
      }
    }
  }
}

extension Event.Value {
  fileprivate var message: Tensorboard_Summary.Value {
    .with { message in
      switch self {
      case .scalar(let value): message.simpleValue = value
      case .histogram(let histogram): message.histo = histogram.message
      case .text(let text):
        message.metadata.pluginData.pluginName = "text"
        // A tensor without dimensions.
        message.tensor.dtype = .dtString
        message.tensor.tensorShape = Tensorboard_TensorShapeProto()
        message.tensor.stringVal = [.init(text.utf8)]
      }
    }
  }
}

extension Histogram {
  fileprivate var message: Tensorboard_HistogramProto {
    .with {
      $0.min = minimum
      $0.max = maximum
      $0.num = Double(counts.reduce(0, +))
      $0.sum = sum
      $0.sumSquares = sumOfSquares
      $0.bucketLimit = upperLimits
      $0.bucket = counts.map(Double.init)
    }
  }
}
