using System.Diagnostics;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories.Matching;

namespace Blackbox.Tests.Collecting.Directories;

public sealed class CandidateMatchingTests
{
    private static readonly Guid Anyone = new("0197a000-0000-7000-8000-000000000001");
    private static readonly Guid Other = new("0197a000-0000-7000-8000-000000000002");

    // Name of the account, name of the user, lowest and highest score.
    [Theory]
    [InlineData("Minjun Kim", "Minjun Kim", 0.85, 0.85)]
    [InlineData("Kim Minjun", "Minjun Kim", 0.85, 0.85)]
    [InlineData("Kim, Min Jun", "Minjun Kim", 0.85, 0.85)]
    [InlineData("Min-jun Kim", "Minjun Kim", 0.85, 0.85)]
    [InlineData("MIN JUN KIM", "minjun kim", 0.85, 0.85)]
    [InlineData("김민준", "Minjun Kim", 0.8, 0.8)]
    [InlineData("김민준", "Min-jun Kim", 0.8, 0.8)]
    [InlineData("김민준", "Kim, Min Jun", 0.8, 0.8)]
    [InlineData("Minjun Kim", "김민준", 0.8, 0.8)]
    [InlineData("김민준", "Minjoon Gim", 0.75, 0.75)]
    [InlineData("김 민준", "김민준", 0.85, 0.85)]
    [InlineData("김민준 (Minjun Kim)", "Minjun Kim", 0.85, 0.85)]
    [InlineData("김민준/Minjun Kim", "김민준", 0.85, 0.85)]
    [InlineData("이서연", "Seoyeon Lee", 0.8, 0.8)]
    [InlineData("이서연", "Seo-yeon Yi", 0.8, 0.8)]
    [InlineData("박지훈", "Jihoon Park", 0.75, 0.75)]
    [InlineData("최영희", "Younghee Choi", 0.75, 0.75)]
    [InlineData("정현우", "Hyunwoo Jung", 0.75, 0.75)]
    [InlineData("노은경", "Eunkyung Noh", 0.75, 0.75)]
    [InlineData("남궁민수", "Minsu Namgung", 0.8, 0.8)]
    [InlineData("황보라", "Bora Hwang", 0.8, 0.8)]
    [InlineData("조성민", "Sungmin Cho", 0.75, 0.75)]
    [InlineData("민준", "김민준", 0.3, 0.4)]
    [InlineData("민준", "Minjun Kim", 0.25, 0.4)]
    [InlineData("José García Márquez", "Jose Garcia Marquez", 0.85, 0.85)]
    [InlineData("García Márquez, José", "José García Márquez", 0.85, 0.85)]
    [InlineData("Łukasz Żółć", "Lukasz Zolc", 0.85, 0.85)]
    [InlineData("Søren Ærø", "Soren Aero", 0.85, 0.85)]
    [InlineData("Jürgen Groß", "Jurgen Gross", 0.85, 0.85)]
    [InlineData("Sinéad O'Brien", "Sinead OBrien", 0.85, 0.85)]
    [InlineData("Bob Miller", "Robert Miller", 0.75, 0.75)]
    [InlineData("Katya Petrova", "Ekaterina Petrova", 0.75, 0.75)]
    [InlineData("Liz Taylor", "Elizabeth Taylor", 0.75, 0.75)]
    [InlineData("Anna Maria Schmidt", "Anna Schmidt", 0.75, 0.75)]
    [InlineData("M. Kim", "Minjun Kim", 0.5, 0.5)]
    [InlineData("Kim M.", "Minjun Kim", 0.5, 0.5)]
    [InlineData("Minjum Kim", "Minjun Kim", 0.6, 0.6)]
    [InlineData("minjunkim", "Minjun Kim", 0.7, 0.7)]
    [InlineData("Minjun", "Minjun Kim", 0.3, 0.3)]
    [InlineData("Minjun (MJ) Kim [Platform]", "Minjun Kim", 0.85, 0.85)]
    [InlineData("Jan van der Berg", "van der Berg, Jan", 0.85, 0.85)]
    [InlineData("Ada Lindqvist", "Minjun Kim", 0, 0)]
    [InlineData("Kim Lee", "Lee Park", 0, 0.24)]
    [InlineData("김민준", "Seoyeon Lee", 0, 0)]
    [InlineData("", "Minjun Kim", 0, 0)]
    [InlineData("🙂", "Minjun Kim", 0, 0)]
    public void Name_is_found_as_it_is_written(string account, string user, double lowest, double highest) =>
        AssertScore(Account(account), new(Anyone, user, "someone@example.org", []), lowest, highest);

    // E-mail of the account, whether the platform verified it, e-mail of the user, score.
    [Theory]
    [InlineData("ada@example.org", true, "ada@example.org", 1, 1)]
    [InlineData("ada@example.org", false, "ada@example.org", 0.9, 0.9)]
    [InlineData("ADA@Example.org", true, "ada@example.org", 1, 1)]
    [InlineData("ada+slack@example.org", true, "ada@example.org", 0.85, 0.85)]
    [InlineData("ada@gmail.com", true, "a.d.a@googlemail.com", 0.85, 0.85)]
    [InlineData("ada.l@example.com", true, "ada.l@example.org", 0.6, 0.6)]
    [InlineData("ada@home.example", true, "ada@example.org", 0.3, 0.3)]
    [InlineData("info@example.com", true, "info@example.org", 0, 0)]
    [InlineData("admin@example.com", false, "admin@example.org", 0, 0)]
    [InlineData("bob@example.org", true, "ada@example.org", 0, 0)]
    [InlineData("not an address", true, "ada@example.org", 0, 0)]
    [InlineData("@", true, "ada@example.org", 0, 0)]
    public void E_mail_is_found_as_it_is_written(string email, bool verified, string user, double lowest, double highest) =>
        AssertScore(Account("xyz", email, verified), new(Anyone, "qqq", user, []), lowest, highest);

    [Theory]
    [InlineData("minjunkim", "Minjun Kim", 0.7)]
    [InlineData("minjun-kim", "Minjun Kim", 0.7)]
    [InlineData("kimminjun", "Minjun Kim", 0.7)]
    [InlineData("kim.minjun2", "김민준", 0.65)]
    [InlineData("minjunkim", "김민준", 0.65)]
    [InlineData("mkim", "Minjun Kim", 0.45)]
    [InlineData("minjunk", "Minjun Kim", 0.4)]
    [InlineData("octocat", "Minjun Kim", 0)]
    public void Login_is_found_in_a_name(string login, string user, double score) =>
        AssertScore(new(Platforms.GitHub, "zz", login, null, false, true, false), new(Anyone, user, "someone@example.org", []), score, score == 0 ? 0 : score + 0.1);

    [Fact]
    public void Noreply_address_of_GitHub_is_whose_login_it_names()
    {
        var user = new MatchedUser(Anyone, "Nobody Known", "x@example.org", [new(Platforms.GitHub, "octocat", "octocat", null, false, true, false)]);
        var candidate = Assert.Single(new CandidateMatching([user]).Find(Account("Mona", "583231+octocat@users.noreply.github.com")));
        Assert.InRange(candidate.Score, 0.75, 0.89);
        Assert.Contains("GitHub", candidate.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Account_of_another_platform_that_is_theirs_counts_for_them()
    {
        var user = new MatchedUser(Anyone, "A. L.", "boss@example.org", [new("slack", "Ada Lindqvist", null, "ada.lindqvist@example.org", true, true, false)]);
        var matching = new CandidateMatching([user]);
        var byEmail = Assert.Single(matching.Find(Account("x", "ada.lindqvist@example.org")));
        Assert.InRange(byEmail.Score, 0.8, 0.89);
        Assert.Contains("Slack", byEmail.Reason, StringComparison.Ordinal);
        Assert.InRange(Assert.Single(matching.Find(Account("Lindqvist, Ada"))).Score, 0.75, 0.85);
    }

    [Fact]
    public void Two_people_with_the_same_name_are_never_certain()
    {
        MatchedUser[] users = [new(Anyone, "Minjun Kim", "a@example.org", []), new(Other, "Kim Min-jun", "b@example.org", [])];
        var candidates = new CandidateMatching(users).Find(Account("김민준"));
        Assert.Equal(2, candidates.Count);
        Assert.All(candidates, candidate => Assert.InRange(candidate.Score, 0.3, 0.6));
        Assert.All(candidates, candidate => Assert.Contains("Others have that name", candidate.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void E_mail_tells_two_people_with_the_same_name_apart()
    {
        MatchedUser[] users = [new(Anyone, "Minjun Kim", "minjun.a@example.org", []), new(Other, "Minjun Kim", "minjun.b@example.org", [])];
        var candidates = new CandidateMatching(users).Find(Account("Minjun Kim", "minjun.b@example.org"));
        Assert.Equal(Other, candidates[0].UserId);
        Assert.True(candidates[0].Score >= 0.9 && candidates[1].Score <= 0.6);
    }

    [Fact]
    public void Names_alone_are_never_certain()
    {
        var user = new MatchedUser(Anyone, "Minjun Kim", "x@example.org", [new(Platforms.GitHub, "Minjun Kim", "minjunkim", null, false, true, false)]);
        Assert.InRange(Assert.Single(new CandidateMatching([user]).Find(new(Platforms.GitHub, "Minjun Kim", "minjunkim", null, false, true, false))).Score, 0.7, 0.89);
    }

    [Fact]
    public void Bot_is_hardly_anybody()
    {
        var user = new MatchedUser(Anyone, "Minjun Kim", "x@example.org", []);
        Assert.InRange(Assert.Single(new CandidateMatching([user]).Find(Account("Minjun Kim") with { IsBot = true })).Score, 0.25, 0.4);
        Assert.Contains("switched off", Assert.Single(new CandidateMatching([user]).Find(Account("Minjun Kim") with { IsActive = false })).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_is_compared_without_throwing_and_the_same_from_both_sides()
    {
        var random = new Random(20261120);
        string[] pieces = ["김", "민준", "Kim", "Min", "-", " ", ",", "(", ")", "é", "ß", "İ", "\u0301", "\uD800", "\0", "🙂", "O'", "@", "+", ".", "bob", "Робърт", "محمد", "1", "[bot]", "/", "이", "lee", "\t", "ﷺ"];
        for (var round = 0; round < 20_000; round++)
        {
            var (a, b) = (Text(), Text());
            var (first, second) = (PersonName.Read(a), PersonName.Read(b));
            var (there, back) = (NameMatching.Compare(first, second).Score, NameMatching.Compare(second, first).Score);
            Assert.True(there == back && there is >= 0 and <= 1, $"“{a}” and “{b}”: {there}, {back}");
            if (first.Count > 0)
                Assert.True(NameMatching.Compare(first, first).Score >= 0.4, a);
            var account = new MatchedAccount("slack", a, Text(), Text(), round % 2 == 0, round % 3 == 0, round % 5 == 0);
            Assert.All(new CandidateMatching([new(Anyone, b, Text(), [account with { DisplayName = Text() }])]).Find(account),
                candidate => Assert.InRange(candidate.Score, CandidateMatching.Threshold, 1));
        }

        string Text() => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    [Fact]
    public void Thousands_are_compared_within_seconds()
    {
        string[] given = ["Minjun", "Seoyeon", "Jihoon", "Anna", "Robert", "Maria", "Lukas", "Elena", "Tom", "Yuna"];
        string[] family = ["Kim", "Lee", "Park", "Schmidt", "Miller", "García", "Novak", "Rossi", "Choi", "Jung"];
        var users = Enumerable.Range(0, 1_000).Select(i => new MatchedUser(
            new Guid(i, 0, 0, new byte[8]), $"{given[i % 10]} {family[i / 10 % 10]}{(i < 500 ? "" : $" {i}")}", $"user{i}@example.org",
            [new(Platforms.GitHub, $"login{i}", $"{given[i % 10]}{i}", null, false, true, false)])).ToList();
        var started = Stopwatch.GetTimestamp();
        var matching = new CandidateMatching(users);
        var found = Enumerable.Range(0, 5_000).Sum(i => matching.Find(Account(i % 3 == 0 ? "김민준" : $"{family[i % 10]} {given[i / 7 % 10]}", $"user{i}@example.com")).Count);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Assert.True(found > 5_000);
        // A busy machine is given time; alone it takes one or two seconds.
        Assert.True(seconds < 30, $"{seconds} s");
        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds:0.00} s for 5,000 accounts and 1,000 users");
    }

    private static MatchedAccount Account(string name, string? email = null, bool verified = false) => new("slack", name, null, email, verified, true, false);

    private static void AssertScore(MatchedAccount account, MatchedUser user, double lowest, double highest)
    {
        var candidate = new CandidateMatching([user]).Find(account).SingleOrDefault();
        Assert.InRange(candidate?.Score ?? 0, lowest, highest);
        Assert.Equal(candidate is null, lowest < CandidateMatching.Threshold);
        Assert.True(candidate is null || candidate.Reason.StartsWith("It has ", StringComparison.Ordinal), candidate?.Reason);
    }
}
