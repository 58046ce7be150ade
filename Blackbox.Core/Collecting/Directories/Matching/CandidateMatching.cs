namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>
/// Finds the users whom an account may be: by e-mail, then by name, each with its reason. It only ever proposes. Made once for a set of users; safe for
/// concurrent use. Only users who share a part of a name or an e-mail with an account are compared with it, so that thousands of each take a moment.
/// </summary>
public sealed class CandidateMatching
{
    /// <summary>Candidates of one account.</summary>
    public const int MaxCandidates = 5;

    /// <summary>What is less alike than this is not proposed.</summary>
    public const double Threshold = 0.25;

    /// <summary>What names alone can come to where several users have the same one.</summary>
    private const double AmbiguousLimit = 0.6;

    /// <summary>From here on, somebody looks like the one and only.</summary>
    private const double Likely = 0.7;

    /// <summary>Of the users who share a part with an account, those who share most.</summary>
    private const int MaxCompared = 40;

    private const double NotCertain = 0.95;

    private readonly MatchKeys _keys = new();
    private readonly List<UserForm> _users = [];

    public CandidateMatching(IEnumerable<MatchedUser> users)
    {
        foreach (var user in users)
        {
            var form = new UserForm(user.Id, [
                new("", user.Name, null, user.Email, true),
                .. user.Accounts.Where(account => !account.IsBot).Select(account => new AccountForm(account.Platform, account.DisplayName, account.Login, account.Email, false)),
            ]);
            _keys.Add(_users.Count, form.Accounts.SelectMany(account => account.Keys()));
            _users.Add(form);
        }
    }

    /// <summary>The best candidates, best first. Never throws for what an account's texts may hold.</summary>
    public IReadOnlyList<Candidate> Find(MatchedAccount account)
    {
        var form = new AccountForm(account.Platform, account.DisplayName, account.Login, account.Email, false);
        var found = new List<(int User, Evidence Evidence)>();
        foreach (var user in _keys.Find(form.Keys(), MaxCompared))
        {
            var evidence = Compare(account, form, _users[user]);
            if (evidence.Score >= Threshold)
                found.Add((user, evidence));
        }
        var alike = found.Count(one => one.Evidence.ByName >= Likely);
        return
        [
            .. found.Select(one => Limited(one.User, one.Evidence, account, alike > 1)).Where(candidate => candidate.Score >= Threshold)
                .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.UserId).Take(MaxCandidates),
        ];
    }

    private Candidate Limited(int user, Evidence evidence, MatchedAccount account, bool isAmbiguous)
    {
        var (score, reason) = (evidence.Score, evidence.Reason);
        if (isAmbiguous && evidence.ByName >= Likely && evidence.ByEmail < Likely)
            (score, reason) = (Math.Min(score, AmbiguousLimit), $"{reason} Others have that name too.");
        if (account.IsBot)
            (score, reason) = (score * 0.4, $"{reason} But it is a bot.");
        else if (!account.IsActive)
            reason = $"{reason} The account is switched off.";
        return new(_users[user].Id, Math.Round(Math.Clamp(score, 0, 1), 2), reason);
    }

    private static Evidence Compare(MatchedAccount account, AccountForm form, UserForm user)
    {
        var (email, name) = (NameMatching.None, NameMatching.None);
        foreach (var known in user.Accounts)
        {
            if (form.Email is not null && known.Email is not null)
                email = Better(email, known, EmailOf(account, form, known));
            if (form.Email?.Login is { } login && known.Login == login || known.Email?.Login is { } theirs && form.Login == theirs)
                email = Better(email, known, new(0.85, "an e-mail that GitHub gave to that login"));
        }
        foreach (var known in user.Accounts)
        {
            name = Better(name, known, NameMatching.Compare(form.Names, known.Names));
            // What an e-mail said once it does not say again.
            if (form.LoginParts.Count > 0 && !(form.IsLoginOfEmail && email.Score > 0))
                name = Better(name, known, LoginMatching.Compare(form.LoginParts, known.Names));
            if (known.LoginParts.Count > 0 && !(known.IsLoginOfEmail && email.Score > 0))
                name = Better(name, known, LoginMatching.Compare(known.LoginParts, form.Names));
            if (form.Login is not null && known.Login == form.Login && form.Login.Length > 3)
                name = Better(name, known, new(0.6, "the same login"));
        }
        return Evidence.Of(email, name);
    }

    private static Likeness EmailOf(MatchedAccount account, AccountForm form, AccountForm known) =>
        account.EmailIsVerified && form.Email!.Address == known.Email!.Address
            ? known.IsUser ? new(1, "the same e-mail, and the platform verified it") : new(0.9, "the same e-mail")
            : EmailForm.Compare(form.Email!, known.Email!);

    private static Likeness Better(Likeness best, AccountForm known, Likeness other) =>
        other.Score * known.Weight <= best.Score ? best
        : new(other.Score * known.Weight, known.IsUser ? other.Reason : $"{other.Reason} as their {known.Title} account");

    private readonly record struct Evidence(double Score, double ByEmail, double ByName, string Reason)
    {
        public static Evidence Of(Likeness email, Likeness name)
        {
            var (first, second) = email.Score >= name.Score ? (email, name) : (name, email);
            // Two independent signs say more than one, and still not everything.
            var both = first.Score + ((1 - first.Score) * second.Score / 2);
            var score = first.Score >= 1 ? 1 : Math.Min(both, NotCertain);
            var reason = second.Score >= Threshold ? $"It has {first.Reason}, and {second.Reason}." : $"It has {first.Reason}.";
            return new(score, email.Score, name.Score, reason);
        }
    }

    private sealed record UserForm(Guid Id, IReadOnlyList<AccountForm> Accounts);
}
