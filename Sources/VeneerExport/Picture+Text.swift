import VeneerMath

extension Picture {
    /// Lines of text in points as large as pixels, on a ground with a margin: a label or a page of help.
    public init(lines: [String], ink: RGB8 = RGB8(232, 230, 224), ground: RGB8 = RGB8(22, 23, 26)) {
        let margin = 5, lineHeight = BitmapFont.height + 2
        let width = lines.map { BitmapFont.width(of: $0, scale: 1) }.max() ?? 0
        self.init(FrameSize(width + 2 * margin, lines.count * lineHeight - 2 + 2 * margin), filledWith: ground)
        for (i, line) in lines.enumerated() { BitmapFont.draw(line, at: (margin, margin + i * lineHeight), scale: 1, colour: ink, on: &self) }
    }
}
