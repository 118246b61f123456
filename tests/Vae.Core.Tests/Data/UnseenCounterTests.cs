using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public sealed class UnseenCounterTests
{
    private static readonly TableSchema Schema = new(TableColumn.Categorical("protocol", "tcp", "udp"), TableColumn.Categorical("flag", "SF", "S0", "REJ", "RSTO"));

    [Fact]
    public void Warnings_ATenthOfTheRows_IsNoneSinceSoManyAreAnomalies()
    {
        var counter = Counted(2, "gopher");

        Assert.Equal(2, counter.Rows);
        Assert.Empty(counter.Warnings(20));
    }

    [Fact]
    public void Warnings_MoreThanATenth_NamesShareExamplesAndTheLevelThatDiffersInCapitals()
    {
        var warning = Assert.Single(Counted(3, "TCP").Warnings(20));

        Assert.Equal(("unseen-levels", "protocol"), (warning.Code, warning.Column));
        Assert.Equal(
            "15.0 % of 20 rows hold in column 'protocol' a value that training never saw, such as 'TCP'; 'tcp' differs from it in capital letters alone; it counts as unseen, however alike it looks.",
            warning.Message);
    }

    [Fact]
    public void Warnings_ColumnsThatMakeUpTheTenthTogether_NamesBoth()
    {
        var counter = new UnseenCounter(Schema);
        for (var row = 0; row < 4; row++)
        {
            counter.Add(row % 2, "none");
            counter.AddRow();
        }

        Assert.Equal(["protocol", "flag"], counter.Warnings(30).Select(warning => warning.Column));
        Assert.Contains("(it saw 'SF', 'S0', 'REJ' and others)", counter.Warnings(30)[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_TheSameAsCharactersAndAsBytes_IsOneExample()
    {
        var counter = Counted(1, "grün");
        counter.Add(0, "grün"u8);

        Assert.Contains("such as 'grün' (it saw", Assert.Single(counter.Warnings(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_LongTextAndMoreThanThree_ShowsFortyCharactersAndThreeExamples()
    {
        var counter = Counted(1, new string('x', 50));
        foreach (var text in new[] { "a\tb", "c", "d" })
        {
            counter.Add(0, text);
        }

        Assert.Contains($"such as '{new string('x', 40)}...', 'a\\u0009b', 'c' (it saw", counter.Warnings(4)[0].Message, StringComparison.Ordinal);
    }

    private static UnseenCounter Counted(int rows, string text)
    {
        var counter = new UnseenCounter(Schema);
        for (var row = 0; row < rows; row++)
        {
            counter.Add(0, text);
            counter.AddRow();
        }

        return counter;
    }
}
