import Testing
import VeneerFrame

@Test func theVocabularysVersionIsThatOfItsNewestMeaning() {
    #expect(Channel.allCases.map(\.versionOfMeaning).max() == Channel.vocabularyVersion)
    #expect(Channel.allCases.allSatisfy { $0.versionOfMeaning >= 1 })
    // The part came after the first datasets.
    #expect(Channel.part.versionOfMeaning == 2 && Channel.instance.versionOfMeaning == 1)
}
