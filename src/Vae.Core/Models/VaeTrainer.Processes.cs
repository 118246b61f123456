using System.Text;
using Vae.Core.Checkpoints;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Serialization;

namespace Vae.Core.Models;

/// <content>What processes that train together do in common.</content>
public sealed partial class VaeTrainer
{
    private bool IsFirst => Processes is null || Processes.Rank == 0;

    private VaeTrainer With(VaeOptions options) => new(options) { Processes = Processes };

    /// <summary>Processes that do not train the same would wait for each other, or add up what does not belong together.</summary>
    private void RequireSameOptions()
    {
        if (Processes is not { Size: > 1 } group)
        {
            return;
        }

        group.RequireSame("version of this library", RunCheckpoint.Library);
        var first = Encoding.UTF8.GetString(group.FromFirst(() => Encoding.UTF8.GetBytes(ModelJson.WriteOptions(Options))));
        group.Together(() => OptionDifferences.Of(ModelJson.ReadOptions(first), Options) is { Count: > 0 } differences
            ? throw new ArgumentException($"Its options are others than those of process 0: {string.Join("; ", differences)}. Give all processes the same.")
            : true);
    }

    /// <summary>The model that process 0 makes, in all processes.</summary>
    private VaeModel Shared(Func<VaeModel> make)
    {
        if (Processes is not { Size: > 1 } group)
        {
            return make();
        }

        VaeModel? made = null;
        var bytes = group.FromFirst(() =>
        {
            made = make();
            using var file = new MemoryStream();
            made.Save(file);
            return file.ToArray();
        });
        return made ?? VaeModel.Load(new MemoryStream(bytes));
    }
}
