#include "Brdf.h"

SpecularAlbedo::SpecularAlbedo() {
    constexpr int samples = 256;
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            float roughness = i / (size - 1.0f), nov = max(0.01f, j / (size - 1.0f)), a = max(0.001f, roughness * roughness);
            vec3 v(sqrt(1.0f - nov * nov), 0, nov);
            Cell cell = {0, 0, 0};
            for (int k = 0; k < samples; k++) {
                vec3 h = sampleVisibleNormal(v, a, (k + 0.5f) / samples, vnUniform(uint32_t(k) * 2654435769u));
                float cosine = dot(v, h), nol = 2.0f * cosine * h.z - v.z;
                if (nol <= 0) continue;
                float weight = masking(nol, a) / samples, grazing = fifth(1.0f - clamp(cosine, 0.0f, 1.0f));
                cell.dielectric += weight * dielectricFresnel(clamp(cosine, 0.0f, 1.0f));
                cell.metalScale += weight * (1.0f - grazing);
                cell.metalBias += weight * grazing;
            }
            cells[i][j] = cell;
        }
    }
}

const SpecularAlbedo &specularAlbedo() {
    static const SpecularAlbedo table;
    return table;
}
