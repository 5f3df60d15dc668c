// Looks from a pixel at the light around it, and joins what it finds to what is remembered.
#pragma once
#include "PixelTracer.h"

struct Looker {
    const PixelTracer &tracer;
    const VnPicture &p;
    Remembered &mind;
    Disturbance disturbance;

    static constexpr float wideShadow = 16; // cells: as wide as what the last filters mix
    static constexpr float brightestInLobe = 1; // times what probes say, for a roughness of 1
    // Memories fade: what is older than so many samples counts as this many. Of one and the same picture nothing is forgotten.
    static constexpr float longestMemory = 16, sharpMemory = 6, shortMemory = 1, wholeMemory = 1e6f;
    // Of what is disturbed for the first time, and is known well as it was, hardly anything is left.
    static constexpr float staleMemory = 0.25f, knownWell = shortMemory + 1.5f;
    float longest(bool isDisturbed, float known, float most = longestMemory) const {
        return p.isAgain ? wholeMemory : !isDisturbed ? most : known > knownWell ? staleMemory : shortMemory;
    }

    // A new sample joins those remembered; lane `count` holds their number.
    static f8 joined(f8 remembered, f8 sample, int count, float longest) {
        const float n = min(remembered[count], longest);
        f8 mean = (remembered * n + sample) / (n + 1);
        mean[count] = n + 1;
        return mean;
    }

    void atLamps(bool all, vec3 *glint) {
        all = all || glint;
        if (!all && !disturbance.lamps) return;
        const auto &lamps = tracer.light.lights.area;
        // Where something moves in a lamp's light only what is seen now counts; those that share a lane are asked together.
        const uint32_t shared = ~0u << (lampLanes - 1), disturbed = disturbance.lamps & shared ? disturbance.lamps | shared : disturbance.lamps;
        f8 seen = {};
        float sharing = 0, whole = 0; // what those of the last lane would bring; what all would
        float sharp = 0;
        bool isSmallOneDisturbed = false;
        for (size_t k = 0; k < lamps.size(); k++) {
            const bool isDisturbed = disturbed >> std::min(k, size_t(31)) & 1;
            if (!all && !isDisturbed) continue;
            isSmallOneDisturbed |= isDisturbed && lamps[k].isSmall();
            float own = 0;
            const float visibility = tracer.lampVisibility(lamps[k], uint32_t(10 + k), lampRays, glint, wideShadow * p.cellEdge * tracer.pixel.width, &own);
            const float brought = luminance(lamps[k].luminance) * lamps[k].irradiance(tracer.pixel.point, tracer.pixel.normal);
            whole += brought;
            sharp += own * brought;
            if (lampLane(k) < lampLanes - 1) { seen[lampLane(k)] = visibility; continue; }
            seen[lampLanes - 1] += visibility * brought;
            sharing += brought;
        }
        if (whole > 0) sharp = min(sharp / whole, 1.0f);
        if (sharing > 0) seen[lampLanes - 1] /= sharing;
        if (all) {
            // What was seen elsewhere in the cell, or outside of it, is worth less here.
            const vec3 apart = tracer.pixel.point - unpack(mind.shadowAt);
            const float most = longest(disturbance.fading, shortMemory) * max(0.1f, 1 - dot(apart, apart) / square(p.cellEdge * tracer.pixel.width));
            mind.shadowAt += pack(apart, sharp - mind.shadowAt[3]) / (min(mind.visibility[visibilityCount], most) + 1);
            mind.visibility = joined(mind.visibility, seen, visibilityCount, most);
        }
        for (int lane = 0; lane < lampLanes; lane++) if (disturbed >> lane & 1) mind.visibility[lane] = seen[lane];
        if (disturbed) mind.visibility[visibilityCount] = min(mind.visibility[visibilityCount], 2.0f);
        // Two rays are too few to tell that nothing close by casts a small lamp's shadow.
        if (isSmallOneDisturbed) mind.shadowAt[3] = 1;
    }

    // Gathered light, sunlit patches and reflections.
    void around(bool gathers, bool reflects, vec3 glint) {
        const Pixel &pixel = tracer.pixel;
        const VnIllumination &light = tracer.light;
        Harmonics around, ofPatches;
        light.field.interpolate(pixel.point, pixel.normal, pixel.towardsEye, *light.lights.sky, around, &ofPatches);
        const vec3 fromProbes = around.with(ofPatches).radiance(pixel.normal * (2.0f * pixel.nov) - pixel.towardsEye, pixel.surface.roughness);
        const vec3 mean = around.cosineMean(pixel.normal);
        if (mind.indirect[indirectCount] == 0) {
            // What one ray adds to what probes say, or takes away, may be more than all that there is: where it would be alone they count as another.
            const bool isAlone = gathers && !light.memory.isFirst() && !disturbance.isNear;
            const vec3 patched = ofPatches.cosineMean(pixel.normal);
            mind.indirect = f8{mean.x, mean.y, mean.z, 1, patched.x, patched.y, patched.z, isAlone ? 1.0f : 0.0f};
        }
        if (gathers) {
            const Directions directions(light.lights, tracer.origin, pixel.normal, luminance(mean));
            const PixelTracer::Gathered g = tracer.gathered(tracer.origin, pixel.normal, tracer.gathering, around, directions, true);
            const vec3 patched = g.sunlit + light.patchIrradiance(tracer.origin, pixel.normal, tracer.gathering, true);
            mind.indirect = joined(mind.indirect, f8{g.radiance.x, g.radiance.y, g.radiance.z, g.openness, patched.x, patched.y, patched.z, 0}, indirectCount, longest(disturbance.isNear, mind.indirect[indirectCount]));
        }
        if (!reflects && mind.gloss[glossCount] > 0) return;
        vec3 mirrored(0.0f);
        PixelTracer::Reflected found;
        if (reflects) {
            found = tracer.reflect(mirrored, glint, nullptr);
            // One ray in a wide lobe that meets something very bright would be seen as a spot.
            const float brightest = luminance(fromProbes) * brightestInLobe / max(1e-3f, square(pixel.surface.roughness)), shown = luminance(mirrored);
            if (shown > brightest) mirrored = mirrored * (brightest / shown);
        }
        // The probes don't see what stands close by.
        const float share = !reflects ? 0 : found.isNear ? 1 : tracedShare(pixel.surface.roughness);
        // The lobe's albedo is taken out before filtering.
        const vec3 envelope = specularAlbedo()(pixel.surface, pixel.nov);
        mirrored = divide(mirrored, envelope) * share + fromProbes * (1 - share);
        glint = divide(glint, envelope);
        const f8 gloss = {mirrored.x, mirrored.y, mirrored.z, 0, glint.x, glint.y, glint.z, found.beyond};
        // Sharper reflections move by themselves, and show what moves elsewhere.
        const float memory = sharesReflections(pixel.surface.roughness) ? longestMemory : sharpMemory;
        mind.gloss = reflects ? joined(mind.gloss, gloss, glossCount, longest(disturbance.isNear, mind.gloss[glossCount], memory)) : gloss;
    }
};
