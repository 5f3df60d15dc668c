import VeneerMath

/// Pictures in rows and columns with labels: a run at a glance.
public struct ContactSheet: Sendable {
    public struct Row: Sendable {
        public var label: String
        public var pictures: [Picture]

        public init(label: String, pictures: [Picture]) {
            self.label = label
            self.pictures = pictures
        }
    }

    public var title: String
    /// Above the columns; may be fewer than there are.
    public var columnLabels: [String]
    public var rows: [Row]

    public init(title: String, columnLabels: [String] = [], rows: [Row]) {
        self.title = title
        self.columnLabels = columnLabels
        self.rows = rows
    }

    private static let margin = 24
    private static let gap = 8
    private static let background = RGB8(22, 23, 26)
    private static let ink = RGB8(232, 230, 224)
    private static let dimInk = RGB8(150, 150, 152)
    private static let titleScale = 3
    private static let labelScale = 2

    public func picture() -> Picture {
        let columnWidths = (0..<(rows.map(\.pictures.count).max() ?? 0)).map { column in
            rows.compactMap { column < $0.pictures.count ? $0.pictures[column].size.width : nil }.max() ?? 0
        }
        let labelHeight = BitmapFont.height * Self.labelScale
        let rowHeights = rows.map { Self.gap + labelHeight + Self.gap + ($0.pictures.map(\.size.height).max() ?? 0) }
        let headHeight = BitmapFont.height * Self.titleScale + (columnLabels.isEmpty ? 0 : 2 * Self.gap + labelHeight)
        let texts = [BitmapFont.width(of: title, scale: Self.titleScale)] + rows.map { BitmapFont.width(of: $0.label, scale: Self.labelScale) }
        let width = max(columnWidths.reduce(-Self.gap) { $0 + $1 + Self.gap }, texts.max() ?? 0)
        let height = headHeight + rowHeights.reduce(0) { $0 + Self.gap + $1 }
        var sheet = Picture(FrameSize(width + 2 * Self.margin, height + 2 * Self.margin), filledWith: Self.background)

        var y = Self.margin
        BitmapFont.draw(title, at: (Self.margin, y), scale: Self.titleScale, colour: Self.ink, on: &sheet)
        var x = Self.margin
        for (label, columnWidth) in zip(columnLabels, columnWidths) {
            BitmapFont.draw(label, at: (x, y + BitmapFont.height * Self.titleScale + 2 * Self.gap), scale: Self.labelScale, colour: Self.dimInk, on: &sheet)
            x += columnWidth + Self.gap
        }
        y += headHeight
        for (row, rowHeight) in zip(rows, rowHeights) {
            y += Self.gap
            BitmapFont.draw(row.label, at: (Self.margin, y + Self.gap), scale: Self.labelScale, colour: Self.ink, on: &sheet)
            x = Self.margin
            for (picture, columnWidth) in zip(row.pictures, columnWidths) {
                sheet.paste(picture, x: x, y: y + 2 * Self.gap + labelHeight)
                x += columnWidth + Self.gap
            }
            y += rowHeight
        }
        return sheet
    }
}
