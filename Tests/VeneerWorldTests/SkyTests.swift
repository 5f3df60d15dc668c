import Foundation
import Testing
import VeneerMath
import VeneerWorld

/// Even steps of the squared height weigh directions by height: their mean is what level ground gets, over π.
private func levelMean(of look: Look) -> Vec3 {
    var sum = Vec3.zero
    let rings = 40, columns = 40
    for ring in 0..<rings {
        let z = ((Float(ring) + 0.5) / Float(rings)).squareRoot(), r = (1 - z * z).squareRoot()
        for column in 0..<columns {
            let phi = 2 * Float.pi * (Float(column) + 0.5) / Float(columns)
            let l = look.skyLuminances(directions: [r * cos(phi), r * sin(phi), z], pixelInRadians: 0.02)
            sum += Vec3(l[0], l[1], l[2])
        }
    }
    return sum / Float(rings * columns)
}

@Test(arguments: [9, 12, 17.5] as [Float]) func aClearSkyGivesLevelGroundWhatTheLookSays(hour: Float) {
    let look = Look(timeOfDayInHours: hour)
    // Its few clouds are brighter than the air.
    #expect(abs(levelMean(of: look).luminance / look.skyLuminance.luminance - 1) < 0.15)
}

@Test func skiesAreFiniteAndNotNegativeAtAnyHour() {
    let looks = stride(from: Float(0), to: 24, by: 1.5).map { Look(timeOfDayInHours: $0, cloudCover: $0 / 24) }
    let dark = Look(directionToSun: Vec3(0, 0, 1), sunIlluminance: .zero, skyLuminance: .zero, lampScale: 1)
    let directions: [Float] = [0, 0, 1, 0, 0, -1, 1, 0, 0, 0, 1, 0, 0.6, 0, -0.8, 0, 0.6, 0.8]
    for look in looks + [dark] {
        #expect(look.skyLuminances(directions: directions, pixelInRadians: 0.003).allSatisfy { $0.isFinite && $0 >= 0 })
    }
}

@Test func theSkyIsBrightestTowardsTheSunAndPaleAtTheHorizon() {
    let look = Look(timeOfDayInHours: 9), sun = look.directionToSun
    func luminance(_ d: Vec3) -> Vec3 {
        let n = normalize(d), l = look.skyLuminances(directions: [n.x, n.y, n.z], pixelInRadians: 0.003)
        return Vec3(l[0], l[1], l[2])
    }
    let away = Vec3(-sun.x, -sun.y, sun.z), horizon = luminance(Vec3(-sun.x, -sun.y, 0.03)), above = luminance(Vec3(0, 0, 1))
    #expect(luminance(sun).luminance > 2 * luminance(away).luminance)
    #expect(horizon.z / horizon.x < above.z / above.x)
}
