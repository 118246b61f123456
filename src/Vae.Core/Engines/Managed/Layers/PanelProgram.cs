using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// What a step does to each panel, in order, cut where the threads must meet because something needs all panels. Between two meetings a panel stays on
/// one thread, and in its cache, for all the work there is.
/// </summary>
internal sealed class PanelProgram(WorkerTeam team)
{
    private readonly List<Phase> phases = [];

    /// <summary>Appends work on each panel.</summary>
    /// <param name="work">Told the panel's number; panels run at the same time on several threads.</param>
    public void Each(Action<int> work)
    {
        if (phases.Count == 0 || phases[^1].Then is not null)
        {
            phases.Add(new Phase(team));
        }

        phases[^1].Works.Add(work);
    }

    /// <summary>Appends a meeting: all that came before is done on every panel, then one thread does this, then the rest goes on.</summary>
    public void Meet(Action then)
    {
        if (phases.Count == 0 || phases[^1].Then is not null)
        {
            phases.Add(new Phase(team));
        }

        phases[^1].Then = then;
    }

    /// <summary>Runs everything on panels 0 to <paramref name="panels"/> - 1.</summary>
    public void Run(int panels)
    {
        foreach (var phase in phases)
        {
            phase.Panels = panels;
            if (phase.Works.Count > 0)
            {
                team.Run(phase.Share);
            }

            phase.Then?.Invoke();
        }
    }

    private sealed class Phase
    {
        public Phase(WorkerTeam team) => Share = thread =>
        {
            for (var panel = thread; panel < Panels; panel += team.Active)
            {
                foreach (var work in Works)
                {
                    work(panel);
                }
            }
        };

        public List<Action<int>> Works { get; } = [];

        public Action? Then { get; set; }

        public Action<int> Share { get; }

        public int Panels { get; set; }
    }
}
