// Noise and filtered steps for Materials.h, in the common subset of GLSL and C++.
#ifndef VENEER_NOISE_H
#define VENEER_NOISE_H

VN_INLINE uint vnHash(uint x) {
    x ^= x >> 16; x *= 0x7feb352du; x ^= x >> 15; x *= 0x846ca68bu; x ^= x >> 16;
    return x;
}

VN_INLINE uint vnHash3(int x, int y, int z, uint seed) {
    return vnHash(uint(x) + vnHash(uint(y) + vnHash(uint(z) + vnHash(seed))));
}

// Uniform in 0...1.
VN_INLINE float vnUniform(uint h) { return float(h >> 8) * (1.0f / 16777216.0f); }

// The same for cells of patterns: cheaper, and good enough where only neighbours are compared.
VN_INLINE uint vnCellHash(int x, int y, int z, uint seed) {
    return vnHash(uint(x) * 0x8da6b343u + uint(y) * 0xd8163841u + uint(z) * 0xcb1ab31fu + seed * 0x9e3779b9u);
}

// Value noise, mean 0, range -1...1, with a quintic blend.
VN_INLINE float vnNoise(vec3 p, uint seed) {
    vec3 c = floor(p);
    vec3 f = p - c;
    vec3 w = f * f * f * (f * (f * 6.0f - vec3(15.0f)) + vec3(10.0f));
    int x = int(c.x); int y = int(c.y); int z = int(c.z);
    float a = mix(mix(vnUniform(vnCellHash(x, y, z, seed)), vnUniform(vnCellHash(x + 1, y, z, seed)), w.x),
                  mix(vnUniform(vnCellHash(x, y + 1, z, seed)), vnUniform(vnCellHash(x + 1, y + 1, z, seed)), w.x), w.y);
    float b = mix(mix(vnUniform(vnCellHash(x, y, z + 1, seed)), vnUniform(vnCellHash(x + 1, y, z + 1, seed)), w.x),
                  mix(vnUniform(vnCellHash(x, y + 1, z + 1, seed)), vnUniform(vnCellHash(x + 1, y + 1, z + 1, seed)), w.x), w.y);
    return mix(a, b, w.z) * 2.0f - 1.0f;
}

// One corner's share of gradient noise: a slope by the corner's hash, times the way to it.
VN_INLINE float vnSlope(int x, int y, int z, uint seed, vec3 away) {
    uint h = vnCellHash(x, y, z, seed);
    return ((float(h & 1023u) - 511.5f) * away.x + (float((h >> 10) & 1023u) - 511.5f) * away.y + (float(h >> 21) * 0.5f - 511.5f) * away.z) * (1.0f / 511.5f);
}

// Gradient noise, mean 0, mostly -0.6...0.6, 0 at every corner of its cells: smoother than value noise, and nowhere square.
VN_INLINE float vnGradientNoise(vec3 p, uint seed) {
    vec3 c = floor(p);
    vec3 f = p - c;
    vec3 w = f * f * f * (f * (f * 6.0f - vec3(15.0f)) + vec3(10.0f));
    int x = int(c.x); int y = int(c.y); int z = int(c.z);
    vec3 g = f - vec3(1.0f);
    float a = mix(mix(vnSlope(x, y, z, seed, f), vnSlope(x + 1, y, z, seed, vec3(g.x, f.y, f.z)), w.x),
                  mix(vnSlope(x, y + 1, z, seed, vec3(f.x, g.y, f.z)), vnSlope(x + 1, y + 1, z, seed, vec3(g.x, g.y, f.z)), w.x), w.y);
    float b = mix(mix(vnSlope(x, y, z + 1, seed, vec3(f.x, f.y, g.z)), vnSlope(x + 1, y, z + 1, seed, vec3(g.x, f.y, g.z)), w.x),
                  mix(vnSlope(x, y + 1, z + 1, seed, vec3(f.x, g.y, g.z)), vnSlope(x + 1, y + 1, z + 1, seed, g), w.x), w.y);
    return mix(a, b, w.z);
}

// Turned off the axes, so that cells of noise don't line up with faces.
VN_INLINE vec3 vnTurned(vec3 p) {
    return vec3(0.00f * p.x + 0.80f * p.y + 0.60f * p.z, -0.80f * p.x + 0.36f * p.y - 0.48f * p.z, -0.60f * p.x - 0.48f * p.y + 0.64f * p.z);
}

// Stones strewn one a cell, each as far as it is nearest: the hash of the one at p, and how far p is from where the next begins, in cells.
VN_INLINE uint vnStone(vec3 p, uint seed, VN_OUT(float) gap) {
    vec3 c = floor(p - vec3(0.5f));
    vec3 f = p - c;
    float nearest = 9.0f; float next = 9.0f;
    uint stone = 0u;
    for (int i = 0; i < 8; i++) {
        int dx = i & 1; int dy = (i >> 1) & 1; int dz = i >> 2;
        uint h = vnCellHash(int(c.x) + dx, int(c.y) + dy, int(c.z) + dz, seed);
        vec3 centre = vec3(float(dx) + 0.2f + float(h & 1023u) * 0.00058f, float(dy) + 0.2f + float((h >> 10) & 1023u) * 0.00058f,
                           float(dz) + 0.2f + float(h >> 21) * 0.00029f);
        vec3 d = f - centre;
        float far = dot(d, d);
        next = min(next, max(far, nearest));
        stone = far < nearest ? h : stone;
        nearest = min(nearest, far);
    }
    gap = sqrt(next) - sqrt(nearest);
    return vnHash(stone);
}

// Share of a pixel of this width that lines cover: one around every multiple of the period, exact for any width.
VN_INLINE float vnLines(float x, float period, float halfWidth, float width) {
    float w = max(width, 1e-4f);
    float a = (x - 0.5f * w + halfWidth) / period; float b = (x + 0.5f * w + halfWidth) / period;
    float share = 2.0f * halfWidth / period;
    float belowA = floor(a); float belowB = floor(b);
    return clamp(((belowB - belowA) * share + min(b - belowB, share) - min(a - belowA, share)) * period / w, 0.0f, 1.0f);
}

// How much of a feature of this size survives a pixel of this footprint: 1 well above, 0 below two pixels a period.
VN_INLINE float vnBand(float featureSize, float footprint) {
    return 1.0f - smoothstep(0.35f, 1.0f, footprint / featureSize);
}

// What a pixel as wide as so many half waves leaves of a sine wave.
VN_INLINE float vnWaveMean(float halfWaves) {
    float x = clamp(halfWaves * 1.57079633f, 1e-3f, 3.14159265f);
    return sin(x) / x;
}

// How much of noise a pixel leaves, as what its middle says of its mean; `cells`: how many of the noise's it covers.
VN_INLINE float vnNoiseBand(float cells) { return 1.0f - smoothstep(0.25f, 2.3f, cells); }

// Octaves of noise, each faded at its own scale; `size` is the largest feature in metres.
VN_INLINE float vnFractal(vec3 p, float size, float footprint, int octaves, uint seed) {
    float sum = 0.0f; float amplitude = 0.5f; float s = size;
    for (int i = 0; i < octaves; i++) {
        float band = vnNoiseBand(footprint / s);
        if (band <= 0.0f) { break; }
        sum += amplitude * band * vnNoise(p / s, seed + uint(i));
        p = vnTurned(p);
        amplitude *= 0.5f; s *= 0.5f;
    }
    return sum;
}

// A smoothed 0/1 step at `edge` of something that changes by `width` over a pixel.
VN_INLINE float vnStep(float edge, float x, float width) {
    float w = max(width, 1e-5f);
    return clamp((x - edge) / w + 0.5f, 0.0f, 1.0f);
}

// Share of a pixel of this width that a line covers, `distance` from its middle.
VN_INLINE float vnLine(float distance, float halfWidth, float width) {
    float w = max(width, 1e-4f);
    return clamp((min(distance + 0.5f * w, halfWidth) - max(distance - 0.5f * w, -halfWidth)) / w, 0.0f, 1.0f);
}

// The mean over `halfWidth` to both sides of something that is 1 where x is 0 and 0 from `width` on.
VN_INLINE float vnVein(float x, float width, float halfWidth) {
    float h = max(halfWidth, 1e-4f);
    float a = clamp((x - h) / width, -1.0f, 1.0f); float b = clamp((x + h) / width, -1.0f, 1.0f);
    float belowA = abs(a); float belowB = abs(b);
    float toA = a - a * belowA * belowA * (1.0f - 0.5f * belowA);
    float toB = b - b * belowB * belowB * (1.0f - 0.5f * belowB);
    return (toB - toA) * width / (2.0f * h);
}

// Noise that belongs to a surface: the same cell of the same object gives the same value from every view. Two octaves around the
// pixel's footprint are blended and scaled back to unit variance, so that distance changes its grain and not its strength.
VN_INLINE float vnAnchoredNoise(vec3 p, float footprint, uint seed) {
    float level = log2(max(footprint, 1e-5f)) + 1.0f;
    float low = floor(level);
    float t = level - low;
    float sizeA = exp2(low); float sizeB = exp2(low + 1.0f);
    // Flat faces often lie at round numbers; moved off the cells' borders there, rounding can't flicker between two cells.
    vec3 q = p + vec3(0.013719f, 0.027193f, 0.041957f);
    vec3 a = floor(q / sizeA); vec3 b = floor(q / sizeB);
    float na = vnUniform(vnHash3(int(a.x), int(a.y), int(a.z), seed + uint(int(low) + 64))) - 0.5f;
    float nb = vnUniform(vnHash3(int(b.x), int(b.y), int(b.z), seed + uint(int(low) + 65))) - 0.5f;
    // A uniform of width one has variance 1/12.
    return (na * (1.0f - t) + nb * t) * 3.4641016f / sqrt((1.0f - t) * (1.0f - t) + t * t);
}

#endif
