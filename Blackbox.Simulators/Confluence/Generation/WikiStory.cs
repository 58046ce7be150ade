using System.Globalization;
using System.Security;
using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.Confluence.Generation;

/// <summary>Somebody who writes, and where their working day is.</summary>
internal sealed record Writer(Account Account, TimeSpan UtcOffset);

/// <summary>A page or blog post, what becomes of it, and what is said about it over the next days.</summary>
internal sealed class WikiStory(WikiAgenda agenda, Dice dice, IReadOnlyList<Space> spaces, IReadOnlyList<Writer> people, bool isCloud)
{
    private Content? _content;
    private DateTimeOffset _last;

    public void Tell(Writer author)
    {
        var space = SpaceByChance();
        var isBlogPost = dice.Chance(0.1);
        var title = Fill(dice.Pick(isBlogPost ? WikiPhrases.PostTitles : WikiPhrases.Titles), isMarkup: false)
            + string.Create(CultureInfo.InvariantCulture, $" ({agenda.Day:MMM d}, {dice.Between(1, 99)})");
        var body = new StorageBody([.. Enumerable.Range(0, dice.Between(2, 6)).Select(_ => NewBlock())]);
        var isDraft = dice.Chance(0.03);
        _last = Moment(WorkingDay.On(author.UtcOffset, agenda.Day, dice));
        agenda.At(_last, (wiki, id, when) =>
        {
            _content = wiki.Publish(id, space, space.Home, isBlogPost, title, body, author.Account, when);
            if (isDraft)
                _content.Status = ContentStatus.Draft;
        });
        var edits = dice.Between(0, 3);
        for (var left = edits; left > 0; left--)
            Edit(dice.Chance(0.6) ? author : dice.Pick(people));
        if (edits > 1 && dice.Chance(0.12))
            Revert(dice.Pick(people));
        Discuss(author);
        if (dice.Chance(0.05))
            Move();
        if (edits > 1 && dice.Chance(0.04))
            Then(TimeSpan.FromHours(dice.Between(1, 30)), (_, content, _) => content.RemoveVersion(content.Versions[1].Number, isCloud), content => content.Versions.Count > 2);
        if (dice.Chance(0.04))
            TrashIt();
    }

    private void Edit(Writer editor)
    {
        _last = Moment(WorkingDay.After(editor.UtcOffset, _last, dice.Chance(0.5) ? dice.Minutes(4, 240) : dice.Minutes(600, 4_000), dice));
        var (kind, block, message) = (dice.Between(0, 9), NewBlock(), dice.Pick(WikiPhrases.Messages));
        var (isMinor, place, suffix) = (dice.Chance(0.2), dice.Between(0, 99), dice.Between(2, 9));
        At(_last, (_, content, when) =>
        {
            var body = content.Latest.Body;
            body = (kind, body.Blocks.Count) switch
            {
                ( < 5, _) or (_, < 2) => body.Add(block),
                ( < 8, var count) => body.Replace(place % count, block),
                (_, var count) => body.RemoveAt(place % count),
            };
            // A new title now and then.
            var title = place < 6 ? $"{content.Title} v{suffix}" : null;
            content.Edit(editor.Account, when, body, title, message, isMinor);
        });
    }

    private void Revert(Writer editor)
    {
        _last = Moment(WorkingDay.After(editor.UtcOffset, _last, dice.Minutes(10, 500), dice));
        At(_last, (_, content, when) => content.Revert(content.Versions[^2], editor.Account, when), content => content.Versions.Count > 1);
    }

    private void Discuss(Writer author)
    {
        Remark? first = null;
        var at = _last;
        for (var left = dice.Between(0, 3); left > 0; left--)
        {
            var by = dice.Chance(0.2) ? author : dice.Pick(people);
            at = Moment(WorkingDay.After(by.UtcOffset, at, dice.Minutes(10, 1_500), dice));
            var (text, selection, isAnswer) = (Fill(dice.Pick(WikiPhrases.Comments)), dice.Chance(0.3) ? dice.Pick(WikiPhrases.Selections) : null, dice.Chance(0.4));
            Remark? remark = null;
            agenda.At(at, (wiki, id, when) =>
            {
                if (_content is not { Status: ContentStatus.Current })
                    return;
                var parent = isAnswer && first is not null && wiki.FindRemark(first.Id) is not null ? first : null;
                remark = new() { Id = id, On = _content, Parent = parent, Author = by.Account, CreatedAt = when, Body = text, Selection = parent is null ? selection : null };
                wiki.Add(remark);
                first ??= remark;
            });
            var (fate, correction) = (dice.Between(0, 99), "<p>(corrected)</p>");
            if (fate < 10)
                AfterRemark(at + dice.Minutes(1, 90), () => remark, (_, there, when) => there.Change(there.Body + correction, by.Account, when));
            else if (fate < 14)
                AfterRemark(at + dice.Minutes(1, 2_000), () => remark, (wiki, there, _) => wiki.Remove(there));
        }
    }

    private void Move()
    {
        var space = SpaceByChance();
        Then(TimeSpan.FromHours(dice.Between(2, 60)), (wiki, content, _) => wiki.MoveTo(content, space, space.Home), content => !content.IsBlogPost);
    }

    private void TrashIt()
    {
        var isRestored = dice.Chance(0.3);
        Then(TimeSpan.FromHours(dice.Between(20, 90)), (wiki, content, _) => wiki.Trash(content));
        if (isRestored)
            agenda.At(_last += TimeSpan.FromHours(dice.Between(1, 50)), (_, _, _) => Restore());

        void Restore()
        {
            if (_content is { Status: ContentStatus.Trashed })
                _content.Status = ContentStatus.Current;
        }
    }

    private void Then(TimeSpan pause, Action<Wiki, Content, DateTimeOffset> work, Func<Content, bool>? isPossible = null)
    {
        _last += pause;
        At(_last, work, isPossible);
    }

    private void At(DateTimeOffset at, Action<Wiki, Content, DateTimeOffset> work, Func<Content, bool>? isPossible = null) => agenda.At(at, (wiki, _, when) =>
    {
        // A test may have removed it in the meantime.
        if (_content is { Status: ContentStatus.Current } content && isPossible?.Invoke(content) != false)
            work(wiki, content, when);
    });

    private void AfterRemark(DateTimeOffset at, Func<Remark?> remark, Action<Wiki, Remark, DateTimeOffset> work) => agenda.At(at, (wiki, _, when) =>
    {
        if (remark() is { } there && wiki.FindRemark(there.Id) == there && there.On.Status == ContentStatus.Current)
            work(wiki, there, when);
    });

    private DateTimeOffset Moment(DateTimeOffset at) => at.AddMilliseconds(dice.Between(0, 999));

    private Space SpaceByChance() => spaces[dice.Between(0, 99) switch { < 58 => 0, < 92 => 1, _ => 2 }];

    private string NewBlock() => Fill(dice.Pick(WikiPhrases.Blocks));

    private string Fill(string phrase, bool isMarkup = true)
    {
        var project = dice.Pick(Projects.All);
        var (area, number, who) = (dice.Pick(project.Areas).Name, dice.Between(100, 9_999).ToString(CultureInfo.InvariantCulture), dice.Pick(people).Account);
        var text = phrase.Replace("{area}", area, StringComparison.Ordinal)
            .Replace("{service}", project.Name, StringComparison.Ordinal)
            .Replace("{number}", number, StringComparison.Ordinal);
        if (!isMarkup)
            return text;
        var user = isCloud ? $"ri:account-id=\"{who.Known.AccountId}\"" : $"ri:userkey=\"{who.Known.UserKey}\"";
        return text.Replace("{person}", $"<ac:link><ri:user {user} /></ac:link>", StringComparison.Ordinal)
            .Replace(
                "{page}",
                $"<ac:link><ri:page ri:content-title=\"{SecurityElement.Escape($"Load test of {area}")}\" /><ac:plain-text-link-body><![CDATA[the load test]]></ac:plain-text-link-body></ac:link>",
                StringComparison.Ordinal);
    }
}
