using System.Collections.Immutable;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.MLNet.Cursors;

/// <summary>Says in the log of an ML.NET context what was met in the rows of a data view, when a pass has come to its end: each thing once, however often the rows are read.</summary>
/// <param name="channels">Where to log.</param>
/// <param name="model">The model that the rows are for.</param>
/// <param name="columns">What is to be said of the columns, whatever is in them.</param>
internal sealed class ScoringLog(IChannelProvider channels, VaeModel model, ImmutableArray<DataWarning> columns)
{
    private readonly HashSet<(string Code, string? Column)> said = [];

    /// <summary>Counts for a new pass.</summary>
    /// <param name="cursors">Cursors that share the rows.</param>
    public ScoringPass NewPass(int cursors) => new(model, cursors, isPipeline: true, warnings => Say(columns.Concat(warnings)));

    private void Say(IEnumerable<DataWarning> warnings)
    {
        lock (said)
        {
            DataWarning[] news = [.. warnings.Where(warning => said.Add((warning.Code, warning.Column)))];
            if (news.Length == 0)
            {
                return;
            }

            using var channel = channels.Start("Scoring");
            foreach (var warning in news)
            {
                channel.Warning(MessageSensitivity.None, "{0}", warning.Message);
            }
        }
    }
}
