// Metals with a skin: cast, rusted, corrugated, tread plate.
#ifndef VENEER_MATERIALS_METAL_H
#define VENEER_MATERIALS_METAL_H

VN_INLINE float vnCastHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float band = vnBand(1.2f * size, pixel.w);
    lost = 0.035f * (1.0f - band * band);
    return size * (0.10f * band * vnNoise(vnTurned(p) * (1.0f / size), seed) + 0.05f * vnBand(0.6f * size, pixel.w) * vnNoise(p * (2.3f / size), seed + 1u))
        + 0.0006f * vnFractal(p, 0.035f, pixel.w, 2, seed + 3u);
}

// Iron or aluminium cast in sand: the sand's grain all over, darker in its pits. `feature`: the grain; `wear`: rust (the second colour) or stain.
VN_INLINE void vnCast(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness, VN_INOUT(float) metallic) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float grain = vnBand(1.2f * size, pixel.w) * vnNoise(vnTurned(p) * (1.0f / size), seed) + 0.5f * vnBand(0.6f * size, pixel.w) * vnNoise(p * (2.3f / size), seed + 1u);
    float cloud = vnFractal(p, 0.11f, pixel.w, 4, m.kind.w + 5u);
    float stain = m.parameters.z * smoothstep(0.0f, 0.55f, cloud - 0.2f * grain + 0.12f);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.16f * grain + 0.28f * cloud));
    base = mix(base, m.colourB.xyz * (1.0f + 0.3f * grain), clamp(0.75f * stain, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w - 0.05f * grain + 0.08f * cloud + 0.25f * stain, 0.05f, 1.0f);
    metallic = metallic * (1.0f - 0.8f * stain);
}

// How thick rust's scales lie, 0...1 about, and where it is pitted.
VN_INLINE float vnScales(vec3 p, float size, vec4 pixel, uint seed) {
    float warp = 0.6f * vnNoise(p * (0.7f / size), seed + 2u);
    return 0.5f + 0.9f * vnFractal(p + vec3(size * warp), size, pixel.w, 5, seed);
}

VN_INLINE float vnRustHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    float band = vnBand(0.25f * size, pixel.w);
    lost = 0.03f * (1.0f - band * band);
    float scale = vnScales(p, size, pixel, m.kind.y);
    return size * 0.026f * (scale + 0.35f * smoothstep(0.5f, 0.62f, scale));
}

// Iron rusted through: orange bloom over dark scales, pits, and streaks that run down. `feature`: size of a scale; the second colour is old rust.
VN_INLINE void vnRust(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness, VN_INOUT(float) metallic) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float scale = vnScales(p, size, pixel, seed);
    float bloom = vnFractal(p, 2.6f * size, pixel.w, 4, m.kind.w + 9u);
    float runs = vnBand(0.02f, max(pixel.x, pixel.y)) * vnNoise(vec3(p.x * 70.0f, p.y * 70.0f, p.z * 3.0f), m.kind.w + 7u);
    float grain = vnBand(0.0035f, pixel.w) * vnNoise(p * 480.0f, seed + 11u);
    // Scales that a pixel can't show leave some of each.
    float soft = 0.2f + 0.3f * (1.0f - vnBand(0.8f * size, pixel.w));
    float old = smoothstep(0.55f - soft, 0.55f + soft, scale + 0.55f * bloom + 0.12f * runs);
    vec3 fresh = m.colourA.xyz * (1.0f + 0.30f * grain + 0.45f * bloom) * vec3(1.0f, 1.0f - 0.14f * bloom, 1.0f - 0.3f * bloom);
    vec3 dark = m.colourB.xyz * (1.0f + 0.35f * grain + 0.3f * runs);
    base = mix(fresh, dark, clamp(m.parameters.y * old, 0.0f, 1.0f));
    // Little of the iron still shows where scales came off.
    float bare = smoothstep(0.72f, 0.9f, scale - 0.35f * bloom) * (1.0f - m.parameters.z);
    base = mix(base, vec3(0.13f, 0.12f, 0.115f), 0.55f * bare);
    roughness = clamp(m.colourA.w + 0.05f * grain - 0.22f * bare, 0.05f, 1.0f);
    metallic = 0.5f * bare * metallic;
}

VN_INLINE float vnCorrugatedHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float pitch = m.parameters.x;
    int face = vnFaceOf(m, p, VN_FACE_WALL);
    vec3 q = vnUnfolded(face, p); vec3 d = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z));
    float band = vnWaveMean(2.0f * d.x / pitch) * vnBand(0.55f * pitch, d.x);
    lost = 0.16f * (1.0f - band * band);
    return 0.095f * pitch * band * sin(q.x * (6.2831853f / pitch)) + 0.0008f * vnFractal(p, 0.2f, pixel.w, 2, m.kind.y + 3u);
}

// Corrugated sheets of zinc, waves upright, 0.8 m wide, nailed in rows; rust (the second colour) runs from nails and laps by `wear`. `feature`: from wave to wave.
VN_INLINE void vnCorrugated(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness, VN_INOUT(float) metallic) {
    float pitch = m.parameters.x;
    uint seed = m.kind.y;
    int face = vnFaceOf(m, p, VN_FACE_WALL);
    vec3 q = vnUnfolded(face, p); vec3 d = vnUnfolded(face, vec3(pixel.x, pixel.y, pixel.z));
    float gap;
    uint spangle = vnStone(p * 75.0f, seed + 5u, gap);
    float crystals = vnBand(0.012f, pixel.w) * (vnUniform(spangle) - 0.5f) * smoothstep(0.0f, 0.12f, gap);
    float weather = vnFractal(p, 0.5f, pixel.w, 4, m.kind.w + 7u);
    float wave = cos(q.x * (6.2831853f / pitch)) * vnWaveMean(2.0f * d.x / pitch) * vnBand(0.55f * pitch, d.x);
    float lap = vnLines(q.x + 0.25f * pitch, 10.0f * pitch, 0.0016f, d.x);
    // A nail on every third wave.
    float nx = q.x / (3.0f * pitch) - 0.0833f; float ny = q.y / 0.6f + 0.3f;
    vec3 nail = vec3((nx - floor(nx + 0.5f)) * 3.0f * pitch, (ny - floor(ny + 0.5f)) * 0.6f, 0.0f);
    float head = (1.0f - smoothstep(0.004f, 0.006f + pixel.w, length(nail))) * vnBand(0.02f, pixel.w);
    float below = smoothstep(0.30f, 0.0f, -nail.y) * (nail.y < 0.0f ? 1.0f : 0.0f) * (1.0f - smoothstep(0.003f, 0.010f + 0.03f * -nail.y + pixel.w, abs(nail.x)));
    float streaks = vnBand(0.03f, d.x) * vnNoise(vec3(q.x * 55.0f, q.y * 2.6f, q.z * 4.0f), m.kind.w + 9u);
    float rust = m.parameters.z * clamp(smoothstep(0.15f, 0.75f, weather + 0.45f * streaks + 0.5f * m.parameters.z - 0.1f) + 0.7f * below + head, 0.0f, 1.0f);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.10f * crystals + 0.10f * weather) + 0.03f * wave) * (1.0f - 0.65f * lap);
    base = mix(base, m.colourB.xyz * (1.0f + 0.4f * weather + 0.2f * streaks), clamp(rust, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.12f * crystals + 0.1f * weather + 0.4f * rust, 0.05f, 1.0f);
    metallic = metallic * (1.0f - clamp(1.2f * rust, 0.0f, 1.0f));
}

// How far a place is inside a lug, in lugs; lugs lie aslant by turns.
VN_INLINE float vnLug(VnMaterial m, vec3 p) {
    vec3 q = vnUnfolded(vnFaceOf(m, p, VN_FACE_FLOOR), p) * (1.0f / m.parameters.x);
    float i = floor(q.x); float j = floor(q.y);
    float fx = q.x - i - 0.5f; float fy = q.y - j - 0.5f;
    float turn = i + j - 2.0f * floor((i + j) * 0.5f) > 0.5f ? 1.0f : -1.0f;
    float along = 0.70710678f * (fx + turn * fy) / 0.50f; float across = 0.70710678f * (fy - turn * fx) / 0.125f;
    // A lens: two arcs.
    return 1.0f - along * along - abs(across);
}

VN_INLINE float vnTreadplateHeight(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(float) lost) {
    float size = m.parameters.x;
    float band = vnBand(0.45f * size, pixel.w);
    lost = 0.05f * (1.0f - band * band);
    return 0.045f * size * band * smoothstep(-0.12f, 0.55f, vnLug(m, p)) + 0.0003f * vnFractal(p, 0.05f, pixel.w, 2, m.kind.y + 3u);
}

// Steel plate with lugs against slipping. `feature`: from lug to lug; the second colour is dirt, which `wear` brings between the lugs while it polishes them.
VN_INLINE void vnTreadplate(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness, VN_INOUT(float) metallic) {
    uint seed = m.kind.y;
    float band = vnBand(0.45f * m.parameters.x, pixel.w);
    float lug = mix(0.22f, smoothstep(0.0f, 0.4f, vnLug(m, p)), band);
    float grain = vnBand(0.004f, pixel.w) * vnNoise(vec3(p.x * 60.0f, p.y * 420.0f, p.z * 420.0f), seed);
    float cloud = vnFractal(p, 0.16f, pixel.w, 4, m.kind.w + 5u);
    float dirt = m.parameters.z * (1.0f - lug) * clamp(0.65f + 0.9f * cloud, 0.0f, 1.0f);
    base = m.colourA.xyz * (1.0f + m.parameters.y * (0.06f * grain + 0.14f * cloud + 0.10f * (lug - 0.22f)));
    base = mix(base, m.colourB.xyz * (1.0f + 0.25f * cloud), clamp(dirt, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.08f * grain + 0.1f * cloud - 0.14f * lug * m.parameters.z + 0.35f * dirt, 0.05f, 1.0f);
    metallic = metallic * (1.0f - 0.85f * dirt);
}

#endif
