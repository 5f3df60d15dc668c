import VeneerMath

extension SurfaceMotion {
    /// The motion of a row of pixels, x and y interleaved: zero where nothing is seen, or what is seen lies out of the other camera's sight.
    public func write(row: Int, ids: UnsafeBufferPointer<UInt32>, depthsInMetres: UnsafePointer<Float>, to motions: UnsafeMutablePointer<Float>) {
        for column in 0..<ids.count {
            let id = ids[column]
            let motion = id == 0 ? nil : motion(ofInstance: id, column: column, row: row, depthInMetres: depthsInMetres[column])
            motions[2 * column] = motion?.x ?? 0
            motions[2 * column + 1] = motion?.y ?? 0
        }
    }
}
