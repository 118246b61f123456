using Vae.Core.Numerics;

namespace Vae.Core.Engines.Managed.Panels;

/// <summary>Runs a piece of work on each panel of rows, on the calling thread where there are few, else on several.</summary>
internal static class PanelLoop
{
    // Multiply-adds, about 80 microseconds' worth: below, handing work to other threads costs more than it saves.
    private const long LeastWorkForThreads = 8L << 20;

    /// <param name="rows">Rows in all.</param>
    /// <param name="workPerRow">Multiply-adds a row.</param>
    /// <param name="threads">Most threads.</param>
    /// <param name="body">Told the first row and the number of rows (1 to 32) of a panel.</param>
    public static void Run(int rows, long workPerRow, int threads, Action<int, int> body)
    {
        var panels = Panel.Count(rows);
        if (threads <= 1 || panels < 2 || rows * workPerRow < LeastWorkForThreads)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                One(panel);
            }

            return;
        }

        // A few shares a thread: even work without a queue entry a panel.
        var shares = Math.Min(panels, threads * 4);
        ParallelWork.For(shares, threads, Share);

        void Share(int share)
        {
            var last = (int)((long)panels * (share + 1) / shares);
            for (var panel = (int)((long)panels * share / shares); panel < last; panel++)
            {
                One(panel);
            }
        }

        void One(int panel) => body(panel * Panel.Lanes, Math.Min(Panel.Lanes, rows - (panel * Panel.Lanes)));
    }
}
