/// What is wrong with a weights file, in one line that names the file and, where there is one, the tensor.
public struct TensorError: Error, Equatable, CustomStringConvertible {
    public let file: String
    public let tensor: String?
    public let problem: String

    public init(file: String, tensor: String? = nil, _ problem: String) {
        self.file = file
        self.tensor = tensor
        self.problem = problem
    }

    public var description: String { tensor.map { "\(file): tensor '\($0)' \(problem)" } ?? "\(file): \(problem)" }
}
