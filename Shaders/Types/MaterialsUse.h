// Traces of use, on any material: rubbed edges, scratches, stains, dust. Seeded by the body's own noise, in metres of body space.
#ifndef VENEER_MATERIALS_USE_H
#define VENEER_MATERIALS_USE_H

// Share of a pixel that one family of scratches covers: straight, thin, each in a slice of its own, three or four slices long.
VN_INLINE float vnScratches(vec3 p, float width, float spacing, float footprint, float use, uint seed) {
    // So thin that hardly anything is left.
    if (footprint > 24.0f * width) { return 0.0f; }
    vec3 across = normalize(vec3(vnUniform(vnHash(seed)) - 0.5f, vnUniform(vnHash(seed + 1u)) - 0.5f, vnUniform(vnHash(seed + 2u)) - 0.5f) + vec3(1e-4f));
    vec3 aside = normalize(cross(across, vec3(0.36f, 0.48f, 0.80f)) + vec3(1e-4f));
    float x = dot(p, across);
    uint h = vnHash3(int(floor(x / spacing)), 0, 0, seed);
    float middle = (floor(x / spacing) + 0.25f + 0.5f * vnUniform(h)) * spacing;
    // Slightly aslant, each in its own way.
    float away = x - middle + 0.14f * (vnUniform(vnHash(h)) - 0.5f) * dot(p, aside);
    float reach = vnNoise(p * (0.58f / spacing) + vec3(31.0f * vnUniform(h)), seed + 5u);
    float strength = smoothstep(0.75f - 0.85f * use, 1.05f - 0.75f * use, reach + 0.35f * (vnUniform(vnHash(h + 1u)) - 0.5f));
    return strength * vnLine(abs(away), width * (0.4f + vnUniform(vnHash(h + 2u))), footprint) * (1.0f - smoothstep(12.0f * width, 24.0f * width, footprint));
}

VN_INLINE bool vnIsSoft(uint kind) {
    return kind == uint(VN_MATERIAL_WEAVE) || kind == uint(VN_MATERIAL_CARPET) || kind == uint(VN_MATERIAL_KNIT) || kind == uint(VN_MATERIAL_CORDUROY)
        || (kind >= uint(VN_MATERIAL_ASPHALT) && kind <= uint(VN_MATERIAL_BARK)) || kind >= uint(VN_MATERIAL_SAND);
}

VN_INLINE void vnUse(VnMaterial m, vec3 p, vec4 pixel, VN_INOUT(vec3) base, VN_INOUT(float) roughness, float metallic) {
    float use = m.parameters.w;
    uint seed = m.kind.z;
    float patches = vnFractal(p, 0.16f, pixel.w, 4, seed);
    // Cloth and ground don't take scratches, and rub off only a little.
    float hard = vnIsSoft(m.kind.x) ? 0.0f : 1.0f;
    float ragged = vnFractal(p, 0.022f, pixel.w, 3, seed + 7u);

    // Edges lose what lies on top, in places more; small things less far in.
    float smallest = min(m.form.x, min(m.form.y, m.form.z));
    float reach = min(0.009f * use, 0.3f * smallest) * clamp(0.25f + 1.9f * patches + 1.3f * ragged, 0.0f, 1.6f);
    float rubbed = clamp((reach - vnFromEdge(m, p)) / (0.0016f + pixel.w) + 0.5f, 0.0f, 1.0f) * smoothstep(0.0f, 0.002f, reach);

    float line = vnScratches(p, 0.00022f, 0.034f, pixel.w, use, seed + 11u) + vnScratches(p, 0.00034f, 0.034f, pixel.w, 0.8f * use, seed + 37u);
    float scratch = hard * clamp(line, 0.0f, 1.0f) * (0.4f + 0.5f * use);
    // What was dragged along left a broader, ragged smear.
    float scuff = hard * vnScratches(p, 0.0030f, 0.11f, pixel.w, 0.9f * use, seed + 23u) * clamp(0.55f + 1.6f * ragged, 0.0f, 1.0f) * (0.25f + 0.5f * use);

    // Bare stuff is paler than dark skins and duller than pale ones; metal comes out bright.
    float lightness = dot(base, vec3(0.2126f, 0.7152f, 0.0722f));
    vec3 pale = mix(base * 1.5f, vec3(lightness * 1.5f), 0.45f) + vec3(0.045f);
    vec3 dull = mix(base * 0.62f, vec3(lightness * 0.60f), 0.35f);
    vec3 bare = mix(mix(pale, dull, smoothstep(0.28f, 0.55f, lightness)), base * 1.25f + vec3(0.03f), metallic);
    base = mix(base, bare, clamp((0.3f + 0.5f * hard) * rubbed + scratch + 0.7f * scuff, 0.0f, 1.0f));
    roughness = mix(roughness, mix(max(roughness, 0.6f), 0.30f, metallic), clamp(hard * rubbed + 0.6f * scratch + scuff, 0.0f, 1.0f));

    // What was spilt and wiped, drops of it, and hands: darker, smoother on the rough and rougher on the smooth.
    float stain = 0.8f * smoothstep(0.12f, 0.45f, vnFractal(p + vec3(3.1f), 0.24f, pixel.w, 5, seed + 41u));
    float drops = smoothstep(0.23f, 0.34f, vnFractal(p, 0.045f, pixel.w, 3, seed + 47u)) * smoothstep(-0.2f, 0.3f, patches);
    // Few reach a wall.
    stain = use * clamp(stain + (m.kind.x == uint(VN_MATERIAL_PLASTER) ? 0.2f : 0.8f) * drops, 0.0f, 1.2f);
    base = base * (vec3(1.0f) - 0.40f * stain * vec3(0.75f, 0.95f, 1.15f));
    roughness = mix(roughness, 0.55f, 0.45f * min(stain, 1.0f));

    // Dust lies in drifts.
    float fluff = vnBand(0.006f, pixel.w) * vnNoise(p * 260.0f, seed + 53u);
    float dust = use * use * clamp(0.10f + 0.55f * smoothstep(-0.25f, 0.5f, -patches) * (0.75f + 0.35f * fluff + 0.5f * ragged), 0.0f, 1.0f);
    base = mix(base, vec3(0.40f, 0.375f, 0.34f), 0.42f * dust);
    roughness = clamp(mix(roughness, 0.9f, 0.65f * dust), 0.03f, 1.0f);
}

#endif
