// What is laid piece by piece: parquet, glazed tiles, mosaic, cobbles, roof tiles. Each on the faces of its body (vnUnfolded).
#ifndef VENEER_MATERIALS_LAID_H
#define VENEER_MATERIALS_LAID_H

// Blocks in herringbone, aslant to the body's axes. `feature`: a block's width; it is five times as long.
VN_INLINE void vnParquet(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float width = m.parameters.x;
    int face = vnFaceOf(m, p, VN_FACE_WALL);
    vec3 q = vnUnfolded(face, p) * (1.0f / width); vec3 d = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z)) * (1.0f / width);
    float u = 0.70710678f * (q.x + q.y); float v = 0.70710678f * (q.y - q.x);
    float wide = 0.70710678f * (d.x + d.y);
    int i = int(floor(u)); int j = int(floor(v));
    int k = (i - j) - 10 * int(floor(float(i - j) * 0.1f));
    bool lies = k < 5;
    // From the block's corner: along 0...5, across 0...1.
    float along = lies ? u - float(i - k) : v - float(j - 9 + k);
    float across = lies ? v - floor(v) : u - floor(u);
    uint block = lies ? vnHash3(i - k, j, 1, m.kind.w) : vnHash3(i, j - 9 + k, 2, m.kind.w);
    float seen = vnBand(1.4f, wide);
    float tone = (vnUniform(block) - 0.5f) * seen;
    // Wood in its block: the grain along it.
    vec3 wood = vec3(along * width + 7.0f * vnUniform(vnHash(block)), (across - 0.5f) * width, q.z * width + 0.4f * vnUniform(vnHash(block + 1u)));
    vec4 covered = vec4(wide * width, wide * width, d.z * width, pixel.w);
    float ring = mix(0.33f, vnWoodRing(wood, 0.0035f, covered, block), vnBand(0.045f, wide * width));
    float pores;
    float streaks = vnFibres(wood, covered, block, pores);
    float halfJoint = 0.0007f / width;
    float joint = max(max(vnLine(across, halfJoint, wide), vnLine(1.0f - across, halfJoint, wide)), max(vnLine(along, halfJoint, wide), vnLine(5.0f - along, halfJoint, wide)));
    // What lies across the light shows a little darker than what lies along it.
    float sheen = (lies ? 0.05f : -0.05f) * seen;
    float worn = m.parameters.z * smoothstep(-0.2f, 0.6f, vnNoise(p * 2.3f, m.kind.w + 5u) + 0.3f * streaks);
    float t = clamp(m.parameters.y * (0.85f * ring + 0.2f * streaks) + 0.5f * tone, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * (1.0f + sheen + 0.18f * tone + 0.05f * streaks - 0.3f * m.parameters.y * (pores - 0.1f));
    base = mix(base, vec3(0.8f * dot(base, vec3(0.30f, 0.50f, 0.20f)) + 0.03f), 0.5f * worn) * (1.0f - 0.8f * joint);
    roughness = clamp(m.colourA.w + 0.1f * t + 0.3f * joint + 0.25f * worn, 0.05f, 1.0f);
}

// Where a place lies on a tile: its hash, how far it is from the nearest edge, and the tile's own tilt.
VN_INLINE uint vnGlazedTile(VnMaterial m, vec3 q, VN_OUT(float) edge) {
    float width = m.parameters.x; float height = 0.5f * width;
    float row = floor(q.y / height);
    float x = q.x + ((m.kind.y & 1u) == 0u ? 0.0f : 0.5f * width * (row - 2.0f * floor(row * 0.5f)));
    float column = floor(x / width);
    float fx = x - column * width; float fy = q.y - row * height;
    edge = min(min(fx, width - fx), min(fy, height - fy));
    return vnHash3(int(column), int(row), 6, m.kind.w);
}

VN_INLINE float vnGlazedHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float edge;
    vec3 q = vnUnfolded(vnFaceOf(m, p, VN_FACE_WALL), p);
    vnGlazedTile(m, q, edge);
    float band = vnBand(0.02f, pixel.w);
    // Pressed tiles are cushions: rounded towards joints of 2 mm, and nowhere quite flat.
    float cushion = smoothstep(0.0005f, 0.0075f, edge);
    float wavy = vnBand(0.05f, pixel.w) * vnNoise(vnTurned(p) * 24.0f, m.kind.y + 9u);
    lost = 0.012f * (1.0f - band * band);
    return 0.0014f * band * cushion + 0.00035f * wavy;
}

// Glazed wall tiles, twice as wide as high, in running bond where the seed is odd. `feature`: a tile's width; the second colour is the grout's.
VN_INLINE void vnGlazed(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float width = m.parameters.x;
    uint seed = m.kind.y;
    int face = vnFaceOf(m, p, VN_FACE_WALL);
    vec3 q = vnUnfolded(face, p); vec3 d = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z));
    float edge;
    uint tile = vnGlazedTile(m, q, edge);
    float seen = vnBand(0.6f * width, pixel.w);
    float tone = (vnUniform(tile) - 0.5f) * seen;
    float row = floor(q.y / (0.5f * width));
    float x = q.x + ((seed & 1u) == 0u ? 0.0f : 0.5f * width * (row - 2.0f * floor(row * 0.5f)));
    float joints = max(vnLines(x, width, 0.0011f, d.x), vnLines(q.y, 0.5f * width, 0.0011f, d.y));
    // Glaze runs thin at the edges and pools inside.
    float thin = (1.0f - smoothstep(0.001f, 0.008f, edge)) * vnBand(0.012f, pixel.w);
    float pooled = vnFractal(p + vec3(5.1f * vnUniform(tile)), 0.06f, pixel.w, 2, seed + 5u);
    float crackle = vnVein(vnNoise(p * 130.0f, m.kind.w + 7u), 0.05f, 60.0f * pixel.w) * vnBand(0.01f, pixel.w) * m.parameters.z;
    vec3 glaze = m.colourA.xyz * (1.0f + m.parameters.y * (0.20f * tone + 0.07f * pooled)) * (1.0f - 0.3f * crackle);
    glaze = mix(glaze, glaze * 0.6f + vec3(0.28f), 0.22f * thin * m.parameters.y);
    float grime = m.parameters.z * smoothstep(0.1f, 0.7f, vnNoise(p * 3.7f, m.kind.w + 13u) + 0.4f);
    base = mix(glaze, m.colourB.xyz * (1.0f - 0.45f * grime), joints);
    roughness = clamp(mix(m.colourA.w + 0.03f * pooled, 0.9f, joints), 0.03f, 1.0f);
}

VN_INLINE float vnMosaicHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    vec3 q = vnUnfolded(vnFaceOf(m, p, VN_FACE_WALL), p) * (1.0f / size);
    uint stone = vnHash3(int(floor(q.x)), int(floor(q.y)), 8, m.kind.w);
    float fx = q.x - floor(q.x) - 0.5f; float fy = q.y - floor(q.y) - 0.5f;
    float band = vnBand(0.55f * size, pixel.w);
    float inside = smoothstep(0.0f, 0.12f, 0.48f - max(abs(fx), abs(fy)));
    lost = 0.03f * (1.0f - band * band);
    // Set by hand: no two lie in one plane.
    float tilt = (vnUniform(vnHash(stone)) - 0.5f) * fx + (vnUniform(vnHash(stone + 1u)) - 0.5f) * fy;
    return band * inside * size * (0.06f + 0.07f * tilt);
}

// Small square stones of glass between two colours, set in grout. `feature`: from stone to stone.
VN_INLINE void vnMosaic(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    int face = vnFaceOf(m, p, VN_FACE_WALL);
    vec3 q = vnUnfolded(face, p); vec3 d = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z));
    uint stone = vnHash3(int(floor(q.x / size)), int(floor(q.y / size)), 8, m.kind.w);
    float band = vnBand(0.55f * size, pixel.w);
    float joints = 1.0f - (1.0f - vnLines(q.x, size, 0.055f * size, d.x)) * (1.0f - vnLines(q.y, size, 0.055f * size, d.y));
    float which = vnUniform(stone);
    float cloudy = vnFractal(p, 0.6f * size, pixel.w, 2, seed + 3u);
    vec3 glass = mix(m.colourA.xyz, m.colourB.xyz, mix(0.42f, m.parameters.y * which * which * 1.2f, band));
    glass = glass * (1.0f + 0.35f * band * (vnUniform(vnHash(stone + 3u)) - 0.5f) + 0.12f * cloudy);
    vec3 grout = vec3(0.36f, 0.35f, 0.33f) * (1.0f - 0.5f * m.parameters.z);
    base = mix(glass, grout, joints);
    roughness = clamp(mix(m.colourA.w + 0.04f * cloudy, 0.9f, joints), 0.03f, 1.0f);
}

// A cobble's hash, and how far a place is from the joint, in cobbles.
VN_INLINE uint vnCobble(VnMaterial m, vec3 p, VN_OUT(float) gap) {
    float size = m.parameters.x;
    vec3 q = vnUnfolded(vnFaceOf(m, p, VN_FACE_FLOOR), p) * (1.0f / size);
    // In rows that sway, each stone hewn to about a cube.
    float row = floor(q.y + 0.16f * vnNoise(vec3(q.x * 0.28f, q.y * 0.2f, 0.5f), m.kind.y));
    float y = q.y + 0.16f * vnNoise(vec3(q.x * 0.28f, q.y * 0.2f, 0.5f), m.kind.y) - row;
    float x = q.x * (0.82f + 0.22f * vnUniform(vnHash3(int(row), 1, 9, m.kind.y))) + vnUniform(vnHash3(int(row), 2, 9, m.kind.y));
    float column = floor(x);
    // The joint between two stones is moved by both.
    float here = 0.26f * (vnUniform(vnHash3(int(column), int(row), 3, m.kind.y)) - 0.5f);
    float next = 0.26f * (vnUniform(vnHash3(int(column) + 1, int(row), 3, m.kind.y)) - 0.5f);
    float f = x - column;
    if (f < here) { column -= 1.0f; next = here; here = 0.26f * (vnUniform(vnHash3(int(column), int(row), 3, m.kind.y)) - 0.5f); f += 1.0f; next += 1.0f; }
    else if (f > 1.0f + next) { column += 1.0f; here = next; next = 1.0f + 0.26f * (vnUniform(vnHash3(int(column) + 1, int(row), 3, m.kind.y)) - 0.5f); f -= 1.0f; }
    else { next += 1.0f; }
    float ax = min(f - here, next - f); float ay = min(y, 1.0f - y);
    // Round corners: where both edges are near, the corner's arc is nearer.
    float cx = max(0.24f - ax, 0.0f); float cy = max(0.24f - ay, 0.0f);
    gap = (cx > 0.0f && cy > 0.0f) ? 0.24f - sqrt(cx * cx + cy * cy) : min(ax, ay);
    return vnHash3(int(column), int(row), 7, m.kind.w);
}

VN_INLINE float vnCobblesHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x; float gap;
    uint stone = vnCobble(m, p, gap);
    float band = vnBand(0.5f * size, pixel.w);
    float dome = 1.0f - clamp(1.0f - gap * 3.2f, 0.0f, 1.0f) * clamp(1.0f - gap * 3.2f, 0.0f, 1.0f);
    float hewn = vnFractal(p, 0.35f * size, pixel.w, 3, stone);
    lost = 0.10f * (1.0f - band * band);
    return size * (band * 0.11f * dome * (0.8f + 0.4f * vnUniform(stone)) + 0.035f * hewn * smoothstep(0.05f, 0.2f, gap));
}

// Hewn cobbles in swaying rows, with earth or moss (the second colour) in the joints. `feature`: a stone's edge.
VN_INLINE void vnCobbles(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x; float gap;
    uint seed = m.kind.y;
    uint stone = vnCobble(m, p, gap);
    float band = vnBand(0.5f * size, pixel.w);
    float grain = vnFractal(p, 0.16f * size, pixel.w, 4, seed + 5u);
    grain += 0.5f * vnBand(0.0035f, pixel.w) * vnNoise(vnTurned(p) * 420.0f, seed + 21u) + 0.35f * vnBand(0.012f, pixel.w) * vnNoise(p * 110.0f, seed + 22u);
    float tone = band * (vnUniform(vnHash(stone)) - 0.5f);
    float warm = band * (vnUniform(vnHash(stone + 1u)) - 0.5f);
    float soft = 0.5f * pixel.w / size;
    float earth = mix(0.22f, 1.0f - smoothstep(0.035f - soft, 0.085f + soft, gap + 0.02f * grain), band);
    float moss = m.parameters.z * smoothstep(-0.2f, 0.5f, vnNoise(p * 1.7f, m.kind.w + 9u));
    vec3 top = m.colourA.xyz * (1.0f + m.parameters.y * (0.55f * tone + 0.35f * grain)) * vec3(1.0f + 0.10f * warm, 1.0f, 1.0f - 0.12f * warm);
    // Feet polish what stands highest.
    float polished = band * smoothstep(0.2f, 0.45f, gap);
    vec3 between = mix(vec3(0.055f, 0.046f, 0.038f), m.colourB.xyz, clamp(0.35f + 0.65f * moss, 0.0f, 1.0f)) * (1.0f + 0.5f * grain);
    base = mix(top * (0.86f + 0.16f * polished), between, earth);
    roughness = clamp(m.colourA.w - 0.07f * polished + 0.15f * earth, 0.05f, 1.0f);
}

// A roof tile's place: across -0.5...0.5, up its course 0...1, and its hash.
VN_INLINE uint vnShingle(VnMaterial m, vec3 q, VN_OUT(float) across, VN_OUT(float) up) {
    float width = 0.72f * m.parameters.x; float course = m.parameters.x;
    float row = floor(q.y / course);
    float sway = 0.02f * (vnUniform(vnHash3(int(row), 5, 11, m.kind.y)) - 0.5f);
    float x = q.x / width + sway;
    float column = floor(x + 0.5f);
    uint tile = vnHash3(int(column), int(row), 10, m.kind.w);
    across = x - column;
    up = q.y / course - row + 0.02f * (vnUniform(tile) - 0.5f);
    return tile;
}

// What a pixel covers of a tile across and of a course up, and how much of the tile's roll and of the course's step it leaves.
VN_INLINE void vnShinglesSeen(VnMaterial m, vec4 pixel, int face, VN_OUT(float) across, VN_OUT(float) up, VN_OUT(float) roll, VN_OUT(float) step) {
    vec3 d = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z)) * (1.0f / m.parameters.x);
    across = d.x * (1.0f / 0.72f);
    up = d.y;
    roll = vnBand(0.7f, across);
    step = vnBand(0.6f, up);
}

VN_INLINE float vnShinglesHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float across; float up; float wide; float high; float rolls; float steps;
    float course = m.parameters.x;
    int face = vnFaceOf(m, p, VN_FACE_CLOTH);
    uint tile = vnShingle(m, vnUnfolded(face, p), across, up);
    vnShinglesSeen(m, pixel, face, wide, high, rolls, steps);
    // A pantile: a trough, and a roll where it laps over its neighbour; its lower end lies on the next course.
    float roll = smoothstep(0.14f, 0.42f, abs(across));
    float lies = 1.0f - up;
    float step = smoothstep(0.0f, 0.07f + high, up);
    lost = 0.07f * (2.0f - rolls * rolls - steps * steps);
    return course * (0.075f * rolls * roll * roll + steps * (0.05f * lies * step + 0.01f * vnUniform(tile))) + 0.0006f * vnFractal(p, 0.02f, pixel.w, 2, m.kind.y + 3u);
}

// Clay roof tiles in courses across x, one above the other along y (or z). `feature`: from course to course; the second colour is soot and lichen.
VN_INLINE void vnShingles(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float across; float up; float wide; float high; float rolls; float steps;
    uint seed = m.kind.y;
    int face = vnFaceOf(m, p, VN_FACE_CLOTH);
    uint tile = vnShingle(m, vnUnfolded(face, p), across, up);
    vnShinglesSeen(m, pixel, face, wide, high, rolls, steps);
    float whole = vnBand(0.6f, max(wide, high));
    float tone = (vnUniform(vnHash(tile)) - 0.5f) * whole;
    float fired = (vnUniform(vnHash(tile + 1u)) - 0.5f) * whole;
    float grain = vnFractal(p, 0.05f, pixel.w, 4, seed + 3u) + 0.25f * vnBand(0.003f, pixel.w) * vnNoise(vnTurned(p) * 480.0f, seed + 4u);
    // Under the end of the course above it is dark, and so is the lap beside the roll.
    float end = mix(0.064f, max(vnLine(1.0f - up, 0.057f, high + 0.06f), 0.95f * vnLine(up, 0.007f, high)), steps);
    float lap = mix(0.012f, 0.75f * vnLine(0.5f - abs(across), 0.008f, wide), rolls);
    float shade = end + lap * (1.0f - end);
    float lichen = m.parameters.z * smoothstep(0.0f, 0.5f, vnFractal(p, 0.22f, pixel.w, 4, m.kind.w + 7u) + 0.25f * grain + 0.15f * (1.0f - up));
    vec3 clay = m.colourA.xyz * (1.0f + m.parameters.y * (0.55f * tone + 0.4f * grain)) * vec3(1.0f + 0.1f * fired, 1.0f, 1.0f - 0.15f * fired);
    base = mix(clay, m.colourB.xyz * (1.0f + 0.3f * grain), clamp(0.8f * lichen, 0.0f, 1.0f)) * (1.0f - 0.62f * clamp(shade, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.05f * grain, 0.05f, 1.0f);
}

#endif
