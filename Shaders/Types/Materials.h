// Solid materials, written once in the common subset of GLSL and C++ (Sources/CMaterials/glsl.h gives C++ the GLSL types).
// All positions are object-space metres; `pixel` is what a pixel covers there, in metres: xyz its extent along each axis, w the width
// of the square of equal area. Detail finer than it fades out.
#ifndef VENEER_MATERIALS_H
#define VENEER_MATERIALS_H

VN_INLINE uint vnHash(uint x) {
    x ^= x >> 16; x *= 0x7feb352du; x ^= x >> 15; x *= 0x846ca68bu; x ^= x >> 16;
    return x;
}

VN_INLINE uint vnHash3(int x, int y, int z, uint seed) {
    return vnHash(uint(x) + vnHash(uint(y) + vnHash(uint(z) + vnHash(seed))));
}

// Uniform in 0...1.
VN_INLINE float vnUniform(uint h) { return float(h >> 8) * (1.0f / 16777216.0f); }

// Value noise, mean 0, range -1...1, with a quintic blend.
VN_INLINE float vnNoise(vec3 p, uint seed) {
    vec3 c = floor(p);
    vec3 f = p - c;
    vec3 w = f * f * f * (f * (f * 6.0f - vec3(15.0f)) + vec3(10.0f));
    int x = int(c.x); int y = int(c.y); int z = int(c.z);
    float a = mix(mix(vnUniform(vnHash3(x, y, z, seed)), vnUniform(vnHash3(x + 1, y, z, seed)), w.x),
                  mix(vnUniform(vnHash3(x, y + 1, z, seed)), vnUniform(vnHash3(x + 1, y + 1, z, seed)), w.x), w.y);
    float b = mix(mix(vnUniform(vnHash3(x, y, z + 1, seed)), vnUniform(vnHash3(x + 1, y, z + 1, seed)), w.x),
                  mix(vnUniform(vnHash3(x, y + 1, z + 1, seed)), vnUniform(vnHash3(x + 1, y + 1, z + 1, seed)), w.x), w.y);
    return mix(a, b, w.z) * 2.0f - 1.0f;
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

// Octaves of noise, each faded at its own scale; `size` is the largest feature in metres.
VN_INLINE float vnFractal(vec3 p, float size, float footprint, int octaves, uint seed) {
    float sum = 0.0f; float amplitude = 0.5f; float s = size;
    for (int i = 0; i < octaves; i++) {
        float band = vnBand(s, footprint);
        if (band <= 0.0f) { break; }
        sum += amplitude * band * vnNoise(p / s, seed + uint(i));
        amplitude *= 0.5f; s *= 0.5f;
    }
    return sum;
}

// A smoothed 0/1 step at `edge` of something that changes by `width` over a pixel.
VN_INLINE float vnStep(float edge, float x, float width) {
    float w = max(width, 1e-5f);
    return clamp((x - edge) / w + 0.5f, 0.0f, 1.0f);
}

// What one year adds to the wood: darker towards its end. The integral from 0 to x, so that a pixel gets the mean over its width.
VN_INLINE float vnRingIntegral(float x) {
    float year = floor(x);
    float ring = x - year;
    float grown = min(ring, 0.86f);
    float late = ring - grown;
    return year * 0.26379f + grown * grown * grown * (1.0f / 3.0f) + 0.7396f * (late - late * late * (1.0f / 0.28f));
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

// A tree's year rings around the x axis, bent by noise. 0: light wood, 1: dark ring.
VN_INLINE float vnWoodRing(vec3 p, float size, vec4 pixel, uint seed) {
    vec3 offset = vec3(vnUniform(vnHash(seed)), vnUniform(vnHash(seed + 1u)), vnUniform(vnHash(seed + 2u)));
    vec3 q = p + (offset - vec3(0.5f)) * (size * 40.0f);
    vec3 grain = vec3(q.x * 0.08f, q.y, q.z);
    float bend = vnNoise(grain / (size * 9.0f), seed) * 1.9f + vnNoise(grain / (size * 3.0f), seed + 7u) * 0.35f;
    float radius = sqrt(q.y * q.y + q.z * q.z) / size + bend;
    // Rings are crossed along their radius.
    float fromAxis = max(sqrt(q.y * q.y + q.z * q.z), 1e-6f);
    float width = max((abs(q.y) * pixel.y + abs(q.z) * pixel.z) / (fromAxis * size), 0.02f);
    return 1.25f * (vnRingIntegral(radius + 0.5f * width) - vnRingIntegral(radius - 0.5f * width)) / width;
}

VN_INLINE void vnWood(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float ring = vnWoodRing(p, size, pixel, seed);
    vec3 pore = vec3(p.x * 0.04f, p.y, p.z);
    float pores = vnFractal(pore, size * 0.16f, max(pixel.y, pixel.z), 2, seed + 11u);
    float patches = vnNoise(vec3(p.x * 0.3f, p.y, p.z) / (size * 14.0f), seed + 23u);
    float t = clamp(ring * m.parameters.y + pores * 0.35f * m.parameters.y, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * (1.0f + 0.10f * patches);
    roughness = clamp(m.colourA.w + 0.12f * t + 0.05f * patches, 0.05f, 1.0f);
}

// Planks along x: rows along y, staggered joints, each plank cut from another tree.
VN_INLINE void vnPlanks(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float width = m.parameters.x;
    float row = floor(p.y / width);
    float start = vnUniform(vnHash3(int(row), 3, 5, m.kind.y)) * width * 9.0f;
    float column = floor((p.x + start) / (width * 9.0f));
    uint plank = vnHash3(int(row), int(column), 0, m.kind.y);
    float tone = vnUniform(plank);
    vec3 q = vec3(p.x, p.y - (row + 0.5f) * width, p.z + 0.03f + tone * 0.05f);
    float ring = vnWoodRing(q, 0.011f, pixel, plank);
    float pores = vnFractal(vec3(q.x * 0.04f, q.y, q.z), 0.004f, max(pixel.y, pixel.z), 2, plank);
    float t = clamp((ring + pores * 0.4f) * m.parameters.y + (tone - 0.5f) * 0.45f, 0.0f, 1.0f);
    float acrossGap = abs(p.y - (row + (p.y / width - row > 0.5f ? 1.0f : 0.0f)) * width);
    float along = p.x + start - column * width * 9.0f;
    float alongGap = min(along, width * 9.0f - along);
    float covered = max(vnLine(acrossGap, 0.0014f, pixel.y), vnLine(alongGap, 0.0014f, pixel.x));
    base = mix(m.colourA.xyz, m.colourB.xyz, t) * (1.0f - 0.8f * covered);
    roughness = clamp(m.colourA.w + 0.10f * t + 0.3f * covered, 0.05f, 1.0f);
}

VN_INLINE void vnMarble(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float footprint = pixel.w;
    float size = m.parameters.x;
    uint seed = m.kind.y;
    vec3 warp = vec3(vnFractal(p, size, footprint, 4, seed), vnFractal(p, size, footprint, 4, seed + 31u), vnFractal(p, size, footprint, 4, seed + 57u));
    float field = vnNoise((p + warp * (size * 0.9f)) / size, seed + 5u);
    // A cell of noise rises by about 1.6 from one side to the other: 0.8 to each side of a pixel.
    float vein = vnVein(field, 0.07f, 0.8f * footprint / size);
    float fine = vnVein(vnNoise((p + warp * size) / (size * 0.4f), seed + 9u), 0.05f, 2.0f * footprint / size);
    float t = clamp((vein * 0.75f + fine * 0.3f * vnBand(size * 0.1f, footprint)) * m.parameters.y, 0.0f, 1.0f);
    float cloud = vnFractal(p, size * 1.7f, footprint, 3, seed + 77u);
    base = mix(m.colourA.xyz * (1.0f + 0.07f * cloud), m.colourB.xyz, t);
    roughness = clamp(m.colourA.w + 0.06f * t, 0.03f, 1.0f);
}

VN_INLINE void vnPlaster(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float footprint = pixel.w;
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float trowel = vnFractal(vec3(p.x, p.y * 1.6f, p.z * 1.6f), size, footprint, 5, seed);
    float stain = vnFractal(p, size * 8.0f, footprint, 3, seed + 13u);
    base = mix(m.colourA.xyz, m.colourB.xyz, clamp(0.5f * m.parameters.y + (trowel * 0.5f + stain * 0.6f) * m.parameters.y, 0.0f, 1.0f));
    roughness = clamp(m.colourA.w + 0.05f * trowel, 0.05f, 1.0f);
}

// Glazed ware: one colour with iron specks, and a second glaze above a wavy line where contrast is given.
VN_INLINE void vnGlaze(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float footprint = pixel.w;
    float size = m.parameters.x;
    uint seed = m.kind.y;
    float wave = vnNoise(p / (size * 2.0f), seed) * size * 0.25f;
    float dipped = vnStep(0.0f, p.z - size * 0.2f + wave, footprint + size * 0.03f) * m.parameters.y;
    float speckSize = 0.0035f;
    float speck = smoothstep(0.62f, 0.8f, vnNoise(p / speckSize, seed + 3u)) * vnBand(speckSize, footprint);
    float pooled = vnFractal(p, size * 0.6f, footprint, 3, seed + 19u);
    base = mix(m.colourA.xyz, m.colourB.xyz, dipped) * (1.0f + 0.08f * pooled) * (1.0f - 0.55f * speck);
    roughness = clamp(m.colourA.w + 0.08f * pooled + 0.1f * speck, 0.03f, 1.0f);
}

// Brushed around the z axis or along x, by the seed's last bit.
VN_INLINE void vnMetal(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float footprint = pixel.w;
    float size = m.parameters.x;
    uint seed = m.kind.y;
    vec3 along = (seed & 1u) == 0u ? vec3(p.x * 0.02f, p.y, p.z) : vec3(sqrt(p.x * p.x + p.y * p.y) * 0.3f, 0.0f, p.z);
    float brush = vnFractal(along, size, (seed & 1u) == 0u ? max(pixel.y, pixel.z) : max(pixel.z, 0.3f * max(pixel.x, pixel.y)), 3, seed);
    float patina = clamp(0.5f + vnFractal(p, 0.06f, footprint, 3, seed + 41u) * 1.6f, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, patina * m.parameters.y) * (1.0f + 0.06f * brush);
    roughness = clamp(m.colourA.w + 0.10f * brush + 0.15f * patina * m.parameters.y, 0.05f, 1.0f);
}

// Cloth: warp and weft threads of two colours, slubs, and pilling.
VN_INLINE void vnWeave(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness) {
    float thread = m.parameters.x;
    uint seed = m.kind.y;
    float u = p.x / thread; float v = (p.y + p.z) / thread;
    float band = vnWaveMean(pixel.x / thread) * vnWaveMean((pixel.y + pixel.z) / thread);
    float over = sin(u * 3.14159265f) * sin(v * 3.14159265f);
    float slub = vnNoise(vec3(p.x * 2.0f, p.y * 30.0f, p.z * 30.0f), seed) + vnNoise(vec3(p.x * 30.0f, p.y * 2.0f, p.z * 2.0f), seed + 5u);
    float t = clamp(0.5f + 0.5f * over * band + 0.16f * slub, 0.0f, 1.0f);
    base = mix(m.colourA.xyz, m.colourB.xyz, t * m.parameters.y) * (1.0f - 0.25f * band * (1.0f - abs(over)));
    roughness = m.colourA.w;
}

VN_INLINE void vnMaterial(VnMaterial m, vec3 p, vec4 pixel, VN_OUT(vec3) base, VN_OUT(float) roughness, VN_OUT(float) metallic) {
    base = m.colourA.xyz;
    roughness = m.colourA.w;
    metallic = m.colourB.w;
    uint kind = m.kind.x;
    if (kind == uint(VN_MATERIAL_WOOD)) { vnWood(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_MARBLE)) { vnMarble(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PLASTER)) { vnPlaster(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_GLAZE)) { vnGlaze(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_METAL)) { vnMetal(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_WEAVE)) { vnWeave(m, p, pixel, base, roughness); }
    else if (kind == uint(VN_MATERIAL_PLANKS)) { vnPlanks(m, p, pixel, base, roughness); }
    base = clamp(base, vec3(0.002f), vec3(0.98f));
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
