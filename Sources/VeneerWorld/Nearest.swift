/// The closest of some names to a mistyped word, if any is close enough to be meant.
public enum Nearest {
    public static func to(_ word: String, among names: [String]) -> String? {
        names.map { ($0, distance(word, $0)) }.filter { $0.1 <= max(2, word.count / 3) }.min { $0.1 < $1.1 }?.0
    }

    /// Letters to insert, delete or exchange.
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a), b = Array(b)
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let up = row[j + 1]
                row[j + 1] = min(up + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
                diagonal = up
            }
        }
        return row[b.count]
    }
}
